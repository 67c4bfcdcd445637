//! Direct conversations: one for each set of people.

use super::support::{TestApp, name_of, seed};

#[tokio::test(flavor = "multi_thread")]
async fn two_people_have_one_conversation_whoever_begins_it() {
    let app = TestApp::start().await;
    let (keeper, ada, bo) = (app.person("keeper").await, app.person("ada").await, app.person("bo").await);
    let page = ada.get("/dm/Bo").await;
    assert!(page.status == 200 && page.text.contains("Start conversation"), "{}", page.text);
    assert_eq!(app.count("select count(*) from rooms").await, 0, "looking begins nothing");
    let mut tab = bo.socket().await;
    let begun = ada.post("/dm/bo", &[]).await;
    let talk = ada.room_at(begun.location()).await;
    assert!(talk.slug.starts_with("dm-") && !talk.slug.contains("bo") && talk.slug.len() > 14, "{}", talk.slug);
    let told = tab.next_of_type("joined").await["membership"]["room"].clone();
    assert_eq!((&told["name"], &told["kind"]), (&"ada".into(), &"direct".into()), "each sees the other's name");
    assert_eq!(bo.post("/dm/ada", &[]).await.location(), begun.location());
    assert_eq!(ada.post("/dm/bo,ada,BO", &[]).await.location(), begun.location());
    assert_eq!(bo.get("/dm/ada").await.location(), begun.location());
    ada.say(&talk, "between us").await;
    let page = bo.get(begun.location()).await.text;
    assert!(
        page.contains("between us")
            && page.contains("Direct messages")
            && page.contains(r#"<bdi translate="no">ada</bdi>"#)
    );
    assert!(!page.contains("/leave"), "it cannot be left");
    for other in [&keeper, &app.person("eve").await] {
        assert_eq!(other.get(begun.location()).await.status, 404);
        other.post(&format!("/rooms/{}/join", talk.slug), &[]).await;
        assert_eq!(other.get(&format!("/api/messages/newer?room={}&seq=0", talk.id)).await.status, 404);
        assert!(!other.get("/rooms").await.text.contains(&talk.slug));
    }
    assert_eq!(app.count("select count(*) from rooms").await, 1);
    assert_eq!(app.count("select count(*) from memberships").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_goes_or_rules_in_a_conversation() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let begun = ada.post("/dm/bo", &[]).await;
    let talk = ada.room_at(begun.location()).await;
    for what in ["remove", "ban", "archive", "delete", "invites"] {
        assert_eq!(ada.administer(&talk, what, &[("who", "2"), ("sure", "yes")]).await.status, 404, "{what}");
    }
    assert_eq!(ada.administer(&talk, "role", &[("who", "1"), ("role", "owner")]).await.status, 404);
    assert_eq!(ada.administer(&talk, "about", &[("name", "Mine"), ("topic", "")]).await.status, 404);
    bo.administer(&talk, "leave", &[]).await;
    let mut tab = bo.follow(&talk).await;
    tab.send(talk.id, &name_of(1), "still here").await;
    tab.next_of_type("ack").await;
    assert!(bo.get(&format!("/rooms/{}/members", talk.slug)).await.text.contains("2 members"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_people_talk_under_the_names_of_the_others() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let begun = ada.post("/dm/bo,cy", &[]).await;
    assert_eq!(cy.post("/dm/ada,bo", &[]).await.location(), begun.location());
    assert_ne!(bo.post("/dm/ada", &[]).await.location(), begun.location(), "two of them are another set");
    let hello = bo.socket().await.heard[0]["rooms"].clone();
    assert_eq!((&hello[0]["room"]["name"], &hello[1]["room"]["name"]), (&"ada, cy".into(), &"ada".into()));
    let names: Vec<String> = (0..8).map(|number| format!("guest{number}")).collect();
    for name in &names {
        app.person(name).await;
    }
    assert_eq!(ada.post(&format!("/dm/{}", names[..7].join(",")), &[]).await.status, 303, "eight with ada");
    assert_eq!(ada.post(&format!("/dm/{}", names.join(",")), &[]).await.status, 404);
    for nobody in ["ada", "nobody", "bo,nobody", ",", "bo,"] {
        assert_eq!(ada.post(&format!("/dm/{nobody}"), &[]).await.status, 404, "{nobody:?}");
        assert_eq!(ada.get(&format!("/dm/{nobody}")).await.status, 404, "{nobody:?}");
    }
}

/// The people offered on a page, and whether they are checked.
fn offered(page: &str) -> Vec<(String, bool)> {
    let boxes = page.split(r#"type="checkbox" name="people" value=""#).skip(1);
    boxes
        .map(|rest| {
            let (name, rest) = rest.split_once('"').expect("a name");
            (name.to_owned(), rest.split('>').next().expect("an input").contains("checked"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_to_write_to_is_chosen_from_a_list_that_can_be_searched() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let zoe = app.visitor("zed");
    zoe.post("/signup", &[("username", "zed"), ("display_name", "Zoë Quill"), ("password", &zoe.password)]).await;
    let gone = app.person("gone").await;
    gone.post("/settings/delete", &[("current_password", &gone.password), ("confirm", "gone")]).await;
    let picks = |names: &[(&str, bool)]| names.iter().map(|(name, is)| ((*name).to_owned(), *is)).collect::<Vec<_>>();
    let list = ada.get("/dm").await.text;
    assert_eq!(
        offered(&list),
        picks(&[("bo", false), ("cy", false), ("zed", false)]),
        "neither herself nor who has gone"
    );
    assert!(!list.contains("Deleted user") && !list.contains("deleted~"));
    assert_eq!(offered(&ada.get("/dm?q=zo%C3%AB").await.text), picks(&[("zed", false)]), "by display name");
    assert_eq!(offered(&ada.get("/dm?q=%40B").await.text), picks(&[("bo", false)]));
    let page = ada.get("/dm?q=c&people=zed&people=gone&people=ada").await.text;
    assert_eq!(offered(&page), picks(&[("zed", true), ("cy", false)]), "who was chosen stays so");
    assert!(ada.get("/dm?q=deleted").await.text.contains("Nobody else is called that."));

    let nobody = ada.post("/dm", &[("q", "c")]).await;
    assert!(nobody.status == 422 && nobody.text.contains("Choose somebody first."), "{}", nobody.text);
    assert_eq!(offered(&nobody.text), picks(&[("cy", false)]), "what was searched for is there still");
    let unknown = ada.post("/dm", &[("people", "bo"), ("people", "gone")]).await;
    assert!(unknown.status == 422 && unknown.text.contains("There is nobody of that name here."));
    assert_eq!(offered(&unknown.text)[0], ("bo".to_owned(), true));
    assert_eq!(app.count("select count(*) from rooms").await, 0);
    let begun = ada.post("/dm", &[("people", "bo"), ("people", "cy")]).await;
    assert_eq!(begun.status, 303);
    for person in [&bo, &cy] {
        assert_eq!(person.get(begun.location()).await.status, 200, "{}", person.name);
    }
    assert_eq!(bo.post("/dm", &[("people", "ada"), ("people", "cy")]).await.location(), begun.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_people_a_page_is_shown_and_some_can_be_chosen() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..60 {
        seed::account(&app, &format!("guest{number:02}")).await;
    }
    let page = ada.get("/dm").await.text;
    assert_eq!(offered(&page).len(), 50);
    assert!(page.contains("There are more people here."));
    assert_eq!(offered(&ada.get("/dm?q=guest5").await.text).len(), 10);
    let names: Vec<String> = (0..8).map(|number| format!("guest{number:02}")).collect();
    let with: Vec<_> = names.iter().map(|name| ("people", &**name)).collect();
    let refused = ada.post("/dm", &with).await;
    assert!(refused.status == 422 && refused.text.contains("Choose at most 7 people"));
    assert_eq!(ada.post("/dm", &with[..7]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn begun_by_all_at_once_it_is_still_one() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let both = (0..20).map(|number| {
        let (who, path) = if number % 2 == 0 { (&ada, "/dm/bo") } else { (&bo, "/dm/ada") };
        who.post(path, &[])
    });
    let replies = futures::future::join_all(both).await;
    assert!(replies.iter().all(|reply| reply.status == 303 && reply.location() == replies[0].location()));
    assert_eq!(app.count("select count(*) from rooms").await, 1);
}

/// The direct conversations in the sidebar, by name.
fn listed(page: &str) -> Vec<&str> {
    let list = page.split("aria-label=\"Rooms\"").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("a list");
    let links = list.split("href=\"/rooms/dm-").skip(1);
    links.filter_map(|link| link.split("<bdi translate=\"no\">").nth(1)?.split("</bdi>").next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_deleted_their_account_is_nobody_in_conversations_too() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let two = ada.room_at(ada.post("/dm/bo", &[]).await.location()).await;
    let three = ada.room_at(ada.post("/dm/bo,cy", &[]).await.location()).await;
    for room in [&two, &three] {
        ada.say(room, "between us").await;
    }
    let mut tab = ada.socket().await;
    bo.post("/settings/delete", &[("current_password", &bo.password), ("confirm", "bo")]).await;
    let told = tab.next_of_type("people").await["people"][0].clone();
    assert_eq!((&told["id"], &told["name"]), (&2.into(), &"Deleted user".into()), "at once");
    let page = ada.get(&format!("/rooms/{}", two.slug)).await.text;
    assert!(page.contains("<title>Deleted user · Roost</title>"), "{}", &page[..2_000]);
    let mut names = listed(&page);
    names.sort_unstable();
    assert_eq!(names, ["Deleted user", "Deleted user, cy"]);
    for path in ["/rooms", &*format!("/rooms/{}/about", two.slug), &*format!("/rooms/{}", three.slug)] {
        let page = ada.get(path).await.text;
        let seen = page.split("<script").next().expect("what is shown");
        assert!(!seen.contains(">bo<") && !seen.contains("deleted~"), "{path}: {seen}");
    }
    assert_eq!(cy.say(&three, "still here").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_put_away_until_something_new_is_said() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let lobby = ada.create_room("Lobby").await;
    let talk = ada.room_at(ada.post("/dm/bo", &[]).await.location()).await;
    bo.say(&talk, "between us").await;
    let (path, mut tab) = (format!("/rooms/{}/away", talk.slug), ada.socket().await);
    assert!(ada.get(&format!("/rooms/{}", talk.slug)).await.text.contains(&path), "there is a button for it");
    let away = ada.post(&path, &[]).await;
    let list = format!("/rooms?away={}&read=1", talk.slug);
    assert_eq!((away.status, away.location()), (303, list.as_str()));
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert_eq!((&told["away"], &told["unread"]), (&2.into(), &0.into()), "in all of her tabs, and it is read");
    let page = ada.get("/rooms").await.text;
    assert!(listed(&page).is_empty(), "{page}");
    assert_eq!(listed(&bo.get("/rooms").await.text), ["ada"], "in his it stays");
    // Opening it shows it again, for as long as one is there.
    assert_eq!(ada.get("/dm/bo").await.location(), format!("/rooms/{}", talk.slug));
    let open = ada.get(&format!("/rooms/{}", talk.slug)).await.text;
    assert!(open.contains("between us") && listed(&open) == ["bo"], "{open}");
    assert!(listed(&ada.get("/rooms").await.text).is_empty());
    bo.say(&talk, "and again").await;
    assert_eq!(listed(&ada.get("/rooms").await.text), ["bo"], "it is back");
    // Rooms are left instead; and nobody hides others' conversations.
    assert_eq!(ada.administer(&lobby, "away", &[]).await.status, 404);
    assert_eq!(app.person("eve").await.post(&path, &[]).await.status, 404);
    assert!(!ada.get("/rooms/lobby").await.text.contains("/rooms/lobby/away"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_was_put_away_comes_back_as_unread_as_it_was() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let talk = ada.room_at(ada.post("/dm/bo", &[]).await.location()).await;
    for words in ["one", "two", "three"] {
        bo.say(&talk, words).await;
    }
    let (away, back) = (format!("/rooms/{}/away", talk.slug), format!("/rooms/{}/back", talk.slug));
    assert_eq!(ada.post(&format!("/rooms/{}/read", talk.slug), &[("seq", "2")]).await.status, 303);
    let list = ada.post(&away, &[]).await.location().to_owned();
    let page = ada.get(&list).await.text;
    assert!(listed(&page).is_empty() && page.contains("The conversation with bo is put away"), "{page}");
    assert!(page.contains(&back) && page.contains(r#"name="read" value="2""#), "{page}");
    let mut tab = ada.socket().await;
    let returned = ada.post(&back, &[("read", "2")]).await;
    assert_eq!((returned.status, returned.location()), (303, &*format!("/rooms/{}", talk.slug)));
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert_eq!((&told["away"], &told["read"], &told["unread"]), (&serde_json::Value::Null, &2.into(), &2.into()));
    // The way back is offered while there is one, and to whoever put it away.
    assert!(!ada.get(&list).await.text.contains(&back));
    ada.post(&away, &[]).await;
    assert!(!bo.get(&list).await.text.contains(&back));
    assert!(!app.person("eve").await.get(&list).await.text.contains("put away"));
    // It reads nothing that was not read, and forgets nothing that was.
    ada.post(&back, &[("read", "9")]).await;
    assert_eq!(app.count("select read_seq from memberships where user_id = 1 and room_id = 1").await, 4);
    // What is read meanwhile stays read.
    ada.post(&away, &[]).await;
    bo.say(&talk, "four").await;
    ada.post(&format!("/rooms/{}/read", talk.slug), &[("seq", "5")]).await;
    ada.post(&back, &[("read", "1")]).await;
    assert_eq!(app.count("select read_seq from memberships where user_id = 1 and room_id = 1").await, 5);
    ada.post(&back, &[("read", "1")]).await;
    assert_eq!(app.count("select read_seq from memberships where user_id = 1 and room_id = 1").await, 5, "not away");
    for read in ["", "one", "1e3"] {
        assert_eq!(ada.post(&back, &[("read", read)]).await.status, 404, "{read}");
    }
}
