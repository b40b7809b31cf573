//! The committed TypeScript is what the table says; `./dev contract` writes it anew.

#[test]
fn committed_typescript_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/contract.ts");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == liaison::contract::typescript(), "ui/src/contract.ts is stale; run ./dev contract");
}

#[test]
fn every_command_says_what_it_is_for() {
    let commands = liaison::contract::commands();
    assert!(commands.len() > 40);
    for command in commands {
        assert!(command.about.len() > 4, "{}", command.name);
    }
}

/// Two commands of one name compile, and the second would never be asked.
#[test]
fn every_command_has_a_name_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for command in liaison::contract::commands() {
        assert!(seen.insert(command.name), "{}", command.name);
    }
}
