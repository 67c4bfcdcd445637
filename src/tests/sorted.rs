//! Sorted lists against the standard library's maps and sets.

use super::support::cases;
use proptest::prelude::*;
use roost::state::{Map, Set};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Op {
    Insert(u8, u8),
    Remove(u8),
    Change(u8, u8),
    OrDefault(u8),
    Retain(u8),
    Clear,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => any::<(u8, u8)>().prop_map(|(key, value)| Op::Insert(key % 32, value)),
        4 => (0_u8..32).prop_map(Op::Remove),
        2 => any::<(u8, u8)>().prop_map(|(key, value)| Op::Change(key % 32, value)),
        2 => (0_u8..32).prop_map(Op::OrDefault),
        1 => (1_u8..5).prop_map(Op::Retain),
        1 => Just(Op::Clear),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_map_does_as_the_standard_librarys(ops in prop::collection::vec(op(), 0..80)) {
        let (mut ours, mut theirs) = (Map::default(), BTreeMap::new());
        for op in ops {
            match op {
                Op::Insert(key, value) => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                Op::Remove(key) => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                Op::Change(key, value) => {
                    let changed = [ours.get_mut(&key), theirs.get_mut(&key)].map(|found| found.map(|of| *of = value));
                    prop_assert_eq!(changed[0], changed[1]);
                }
                Op::OrDefault(key) => prop_assert_eq!(ours.or_default(key), theirs.entry(key).or_default()),
                Op::Retain(by) => {
                    ours.retain(|key, value| key.wrapping_add(*value) % by == 0);
                    theirs.retain(|key, value| key.wrapping_add(*value) % by == 0);
                }
                Op::Clear => {
                    ours.clear();
                    theirs.clear();
                }
            }
            prop_assert!(ours.iter().eq(theirs.iter()), "{:?} is not {:?}", ours, theirs);
            prop_assert!(ours.keys().eq(theirs.keys()) && ours.values().rev().eq(theirs.values().rev()));
            prop_assert_eq!(ours.is_empty(), theirs.is_empty());
            for key in 0..32 {
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.contains_key(&key), theirs.contains_key(&key));
            }
        }
    }

    #[test]
    fn a_set_does_as_the_standard_librarys(first in prop::collection::vec(0_u8..32, 0..20), ops in prop::collection::vec(op(), 0..80)) {
        let (mut ours, mut theirs): (Set<u8>, BTreeSet<u8>) = (first.iter().copied().collect(), first.into_iter().collect());
        for op in ops {
            match op {
                Op::Insert(item, _) => prop_assert_eq!(ours.insert(item), theirs.insert(item)),
                Op::Remove(item) => prop_assert_eq!(ours.remove(&item), theirs.remove(&item)),
                Op::Change(from, to) => {
                    ours.extend(from..to % 32);
                    theirs.extend(from..to % 32);
                }
                Op::OrDefault(by) => {
                    let out = ours.take_out(|item| item % 7 == by);
                    let expected: Vec<u8> = theirs.iter().copied().filter(|item| item % 7 == by).collect();
                    theirs.retain(|item| item % 7 != by);
                    prop_assert_eq!(out, expected);
                }
                Op::Retain(by) => {
                    ours.retain(|item| item % by == 0);
                    theirs.retain(|item| item % by == 0);
                }
                Op::Clear => {
                    ours.clear();
                    theirs.clear();
                }
            }
            prop_assert!(ours.iter().eq(theirs.iter()), "{:?} is not {:?}", ours, theirs);
            prop_assert_eq!(ours.is_empty(), theirs.is_empty());
            prop_assert!((0..32).all(|item| ours.contains(&item) == theirs.contains(&item)));
        }
    }
}
