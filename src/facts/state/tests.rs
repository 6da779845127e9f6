//! What reading a state says, and what writing it keeps.
