//! Commands of all kinds in one list, as they come to the server, and their answers.

use roost::{
    model::{Room, Seq},
    server::domain::{
        batch::Batch,
        command::{Command as _, NoRoom},
        decision::Decision,
        direct::OpenDirect,
        edit::{DeleteMessage, Edit},
        facts::Facts,
        membership::{CreateRoom, Join, Leave, PassOn},
        moderate::{self, Moderate},
        needs::Needs,
        post::{self, Post},
        post_limiter::PostLimiter,
    },
    wire::Refusal,
};

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Post(Post),
    Join(Join),
    Leave(Leave),
    PassOn(PassOn),
    Create(CreateRoom),
    Direct(OpenDirect),
    Moderate(Moderate),
    Edit(Edit),
    Delete(DeleteMessage),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Stored(Seq),
    Refused { why: Refusal, retry_after: Option<u64> },
    Joined,
    Left,
    Created(Room),
    Done,
    NoRoom,
    LastOwner,
    Banned,
}

/// Answers in the order of the commands, and the decisions.
pub(crate) struct Decided {
    pub(crate) answers: Vec<Answer>,
    pub(crate) decision: Decision,
}

/// The facts that these commands need.
pub(crate) fn needs(commands: &[Command]) -> Needs {
    let mut needs = Needs::default();
    for command in commands {
        match command {
            Command::Post(command) => command.needs(&mut needs),
            Command::Join(command) => command.needs(&mut needs),
            Command::Leave(command) => command.needs(&mut needs),
            Command::PassOn(command) => command.needs(&mut needs),
            Command::Create(command) => command.needs(&mut needs),
            Command::Direct(command) => command.needs(&mut needs),
            Command::Moderate(command) => command.needs(&mut needs),
            Command::Edit(command) => command.needs(&mut needs),
            Command::Delete(command) => command.needs(&mut needs),
        }
    }
    needs.once()
}

/// Decides them as one batch, at time 0.
pub(crate) fn decide(facts: Facts, commands: Vec<Command>, limiter: &mut PostLimiter) -> Decided {
    let mut batch = Batch::new(facts, limiter, 0);
    let answers = commands.into_iter().map(|command| one(command, &mut batch)).collect();
    Decided { answers, decision: batch.decision }
}

fn one(command: Command, batch: &mut Batch<'_>) -> Answer {
    let done = |answer: Result<(), NoRoom>, done| answer.map_or(Answer::NoRoom, |()| done);
    let made = |room: Option<Room>| room.map_or(Answer::NoRoom, Answer::Created);
    let stored = |answer: Result<Seq, post::Refused>| match answer {
        Ok(seq) => Answer::Stored(seq),
        Err(post::Refused { why, retry_after }) => Answer::Refused { why, retry_after },
    };
    match command {
        Command::Post(command) => stored(command.decide(batch)),
        Command::Edit(command) => stored(command.decide(batch)),
        Command::Delete(command) => stored(command.decide(batch)),
        Command::Join(command) => done(command.decide(batch), Answer::Joined),
        Command::Leave(command) => done(command.decide(batch), Answer::Left),
        Command::PassOn(command) => {
            command.decide(batch);
            Answer::Done
        }
        Command::Create(command) => made(command.decide(batch)),
        Command::Direct(command) => made(command.decide(batch).ok()),
        Command::Moderate(command) => match command.decide(batch) {
            Ok(()) => Answer::Done,
            Err(moderate::Refused::NoRoom) => Answer::NoRoom,
            Err(moderate::Refused::LastOwner) => Answer::LastOwner,
            Err(moderate::Refused::Banned) => Answer::Banned,
        },
    }
}
