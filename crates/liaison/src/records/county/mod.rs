//! The county office's own records: who is where, who handles, who leads. They never travel in a
//! station's bundle; a station that sends one is refused line by line.

pub mod contact;
pub mod evaluation;
pub mod home;
pub mod member;
pub mod person;
pub mod proposal;
pub mod same;
pub mod site;
pub mod supervision;
pub mod unit;

pub use contact::Contact;
pub use home::Home;
pub use member::Member;
pub use person::Person;
pub use proposal::Proposal;
pub use site::Site;
pub use supervision::Supervision;
pub use unit::Unit;
