import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { followed } from "../advice";
import { examplesOf } from "../examples";
import { type Draft, draftOf, isError, judged } from "../draft";
import type { Lead } from "../lead";
import { read } from "../read";
import { shipped } from "../shipped";
import { preferred, TAG } from "../words/language";
import { Words } from "../words/names";
import { Answer } from "./answer";
import { WordsContext } from "./context";
import { Header } from "./header";
import { LeadForm } from "./lead-form";
import { Policies } from "./policies";
import { PolicyText } from "./policy-text";
import { Remarks } from "./remarks";

/** How long the text of a policy rests before it is looked at. */
const PAUSE = 200;

/** Each policy keeps what was done under it: to look at another one loses nothing. */
type Drafts = ReadonlyMap<string, Draft>;

export function App() {
  const [language, setLanguage] = useState(() => preferred(navigator.languages));
  const [chosen, setChosen] = useState(shipped[0]!.name);
  const [drafts, setDrafts] = useState<Drafts>(() => opened(new Map(), chosen));
  const [advised, setAdvised] = useState<{ before: Lead; after: Lead } | null>(null);

  const choose = (name: string) => {
    setDrafts((drafts) => opened(drafts, name));
    setChosen(name);
  };
  const change = useCallback(
    (how: (draft: Draft) => Draft) => setDrafts((drafts) => new Map(drafts).set(chosen, how(drafts.get(chosen)!))),
    [chosen],
  );
  const changeLead = useCallback((how: (lead: Lead) => Lead) => change((draft) => ({ ...draft, lead: how(draft.lead) })), [change]);

  const draft = drafts.get(chosen)!;
  const { text, policy, document: doc, lead } = draft;
  const reading = useMemo(() => read(policy, doc, lead), [policy, doc, lead]);
  const words = useMemo(() => new Words(language, doc), [language, doc]);
  const { say } = words;

  const follow = () => {
    const { answer } = reading;
    if (!answer?.next) return;
    const after = followed(lead, answer.next, policy, doc, answer);
    setAdvised({ before: lead, after });
    changeLead(() => after);
  };
  const undo = advised !== null && advised.after === lead ? () => changeLead(() => advised.before) : null;

  useEffect(() => {
    if (draft.judged === text) return undefined;
    const timer = setTimeout(() => change(judged), PAUSE);
    return () => clearTimeout(timer);
  }, [text, draft.judged, change]);

  useEffect(() => {
    document.documentElement.lang = TAG[language];
    document.title = say.title;
  }, [language]);

  return (
    <WordsContext.Provider value={words}>
      <a class="skip" href="#answer">{say.skip}</a>
      <Header language={language} onLanguage={setLanguage} />
      <main>
        <Policies chosen={chosen} drafts={drafts} onChoose={choose} />
        <div class="told">
          <LeadForm
            key={chosen}
            lead={lead}
            examples={examplesOf(chosen)}
            faults={reading.faults}
            withheld={reading.answer?.withheld ?? []}
            onChange={changeLead}
          />
          {reading.answer && <Remarks answer={reading.answer} warnings={reading.warnings} />}
        </div>
        <Answer reading={reading} stale={draft.problems.some(isError)} onFollow={follow} onUndo={undo} handedBack={lead.state !== null} onState={(state) => changeLead((lead) => ({ ...lead, state }))} />
        <PolicyText draft={draft} shippedText={textOf(chosen)} onText={(text) => change((draft) => ({ ...draft, text }))} />
      </main>
    </WordsContext.Provider>
  );
}

/** With this policy among them, ready and with an example filled in. */
function opened(drafts: Drafts, name: string): Drafts {
  if (drafts.has(name)) return drafts;
  return new Map(drafts).set(name, draftOf(textOf(name), examplesOf(name)[0]!.lead));
}

function textOf(name: string): string {
  return shipped.find((one) => one.name === name)!.text;
}
