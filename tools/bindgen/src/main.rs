//! `gradus-bindgen INPUT.wasm OUT_DIR`: what `wasm-bindgen --target web --no-typescript`
//! writes, from the library that the command itself is made of.
//!
//! The version of this crate is the version of wasm-bindgen that it speaks: it must be
//! the one that the library was built with.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: gradus-bindgen INPUT.wasm OUT_DIR | --version";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version"] => {
            println!("wasm-bindgen {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        [input, out_dir] => match bindgen(input, out_dir) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn bindgen(input: &str, out_dir: &str) -> Result<(), Box<dyn std::error::Error>> {
    Bindgen::new()
        .web(true)?
        .input_path(input)
        .out_name("gradus")
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out_dir)?;
    Ok(())
}
