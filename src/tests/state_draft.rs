//! One draft in two tabs: no text is overwritten, and nothing is left to be sent twice.

use super::support::cases;
use proptest::prelude::*;
use roost::state::{Draft, Shared};

/// A tab with a field.
#[derive(Default)]
struct Tab {
    draft: Draft,
    text: String,
}

/// Two tabs and the shared draft; a tab receives a change some time after it was made.
#[derive(Default)]
struct World {
    tabs: [Tab; 2],
    shared: String,
    news: [Vec<String>; 2],
}

impl World {
    fn share(&mut self, by: usize, draft: &str) {
        let was = std::mem::replace(&mut self.shared, draft.to_owned());
        if was != draft {
            self.news[1 - by].push(was);
        }
    }

    fn types(&mut self, tab: usize, text: &str) {
        text.clone_into(&mut self.tabs[tab].text);
        self.tabs[tab].draft.typed(text);
        self.share(tab, text);
    }

    fn sends(&mut self, tab: usize) -> String {
        let sent = std::mem::take(&mut self.tabs[tab].text);
        self.tabs[tab].draft.taken("");
        if self.shared == sent {
            self.share(tab, "");
        }
        sent
    }

    fn hears(&mut self, tab: usize) {
        if self.news[tab].is_empty() {
            return;
        }
        let was = self.news[tab].remove(0);
        let is = self.shared.clone();
        let Tab { draft, text } = &mut self.tabs[tab];
        match draft.heard(text, &was, &is) {
            Shared::Show(words) => *text = words,
            Shared::Keep => {
                let words = text.clone();
                self.share(tab, &words);
            }
            Shared::Nothing => {}
        }
    }

    fn hear_all(&mut self) {
        for _ in 0..20 {
            self.hears(0);
            self.hears(1);
        }
    }
}

#[test]
fn what_is_written_in_one_tab_stands_in_the_other_and_goes_when_it_is_sent() {
    let mut world = World::default();
    world.types(0, "Beans");
    world.hear_all();
    assert_eq!(world.tabs[1].text, "Beans");
    world.types(1, "Beans are up");
    world.hear_all();
    assert_eq!(world.tabs[0].text, "Beans are up", "and back");
    assert_eq!(world.sends(0), "Beans are up");
    world.hear_all();
    assert_eq!((world.tabs[1].text.as_str(), world.shared.as_str()), ("", ""));
}

#[test]
fn words_of_ones_own_stay_whatever_is_sent_elsewhere_and_outlive_the_page() {
    let mut world = World::default();
    world.types(0, "soup");
    world.types(1, "beans");
    world.hear_all();
    assert_eq!((world.tabs[0].text.as_str(), world.tabs[1].text.as_str()), ("soup", "beans"));
    assert_eq!(world.sends(0), "soup");
    world.hear_all();
    assert_eq!((world.tabs[1].text.as_str(), world.shared.as_str()), ("beans", "beans"));
}

#[test]
fn a_page_that_goes_leaves_its_words_beside_those_of_the_other() {
    let mut draft = Draft::default();
    assert_eq!(draft.left("", "beans"), None);
    draft.taken("beans");
    assert_eq!(draft.left("beans", ""), None, "sent from the other tab, and not its own");
    draft.typed("soup");
    assert_eq!(draft.left("soup", ""), Some("soup".to_owned()));
    assert_eq!(draft.left("soup", "beans"), Some("beans\nsoup".to_owned()));
    assert_eq!(draft.left("soup", "soup and beans"), None);
}

proptest! {
    #![proptest_config(cases(2_000))]
    #[test]
    fn what_was_typed_stands_somewhere_until_it_is_sent_and_is_sent_once(
        ops in prop::collection::vec((0_usize..2, 0_u8..4), 1..40),
    ) {
        let mut world = World::default();
        let mut sent = Vec::new();
        for (number, (tab, what)) in ops.into_iter().enumerate() {
            match what {
                // Somebody who goes on typing adds to the text that is there.
                0 => {
                    let text = format!("{}<{number}>", world.tabs[tab].text);
                    world.types(tab, &text);
                }
                1 => sent.push(world.sends(tab)),
                _ => world.hears(tab),
            }
        }
        world.hear_all();
        for word in sent.iter().flat_map(|text| text.split_inclusive('>')) {
            let again = sent.iter().filter(|text| text.contains(word)).count();
            let stays = world.tabs.iter().any(|tab| tab.draft == Draft::default() && tab.text.contains(word));
            prop_assert!(again >= 1 && !stays, "{word} was sent and stands where nobody wrote it");
        }
        for tab in &world.tabs {
            prop_assert!(tab.text.is_empty() || !world.shared.is_empty(), "{} would go with its page", tab.text);
        }
    }
}
