//! `Form`: the wrapper of all forms. It reads the request, finds the session, runs the form's handler, and makes
//! a response of the outcome.

use super::{
    FormRequest, To,
    to::{Answer, see_other},
};
use crate::{
    model::{AppError, address::with_next},
    server::{chat::sessions::CurrentUser, web::app_state::AppState},
};
use axum::{extract::Request, handler::Handler, response::Response};
use std::{pin::Pin, sync::Arc};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A form's handler: `async fn(&FormRequest) -> Result<To, AppError>`, or the same for visitors.
pub trait FormHandler<'a, V>: Send + Sync + 'static {
    fn run(&self, request: &'a FormRequest<V>) -> BoxFuture<'a, Result<To, AppError>>;
}

impl<'a, V: 'a, F, R> FormHandler<'a, V> for F
where
    F: Fn(&'a FormRequest<V>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<To, AppError>> + Send + 'a,
{
    fn run(&self, request: &'a FormRequest<V>) -> BoxFuture<'a, Result<To, AppError>> {
        Box::pin(self(request))
    }
}

/// A form as the handler of a route.
#[derive(Clone)]
pub struct Form {
    handler: AnyHandler,
    /// The page that the form stands on, such as `/rooms/{slug}/about`; otherwise that of its own address.
    page: Option<&'static str>,
    is_button: bool,
    is_upload: bool,
}

#[derive(Clone)]
enum AnyHandler {
    Viewer(Arc<dyn for<'a> FormHandler<'a, CurrentUser>>),
    Visitor(Arc<dyn for<'a> FormHandler<'a, ()>>),
}

/// A form of signed-in people. Others are sent to sign in; after any other error its page comes again, with what
/// was typed.
pub fn form(handler: impl for<'a> FormHandler<'a, CurrentUser>) -> Form {
    Form { handler: AnyHandler::Viewer(Arc::new(handler)), page: None, is_button: false, is_upload: false }
}

/// The same for a form without anything typed, at an address that has no page: an error is the whole response.
pub fn button(handler: impl for<'a> FormHandler<'a, CurrentUser>) -> Form {
    Form { is_button: true, ..form(handler) }
}

/// The same for a form whose body the handler reads by itself: see [`FormRequest::upload`].
pub fn upload(handler: impl for<'a> FormHandler<'a, CurrentUser>) -> Form {
    Form { is_upload: true, ..form(handler) }
}

/// A form that may be sent without a session. After any error its page comes again, with what was typed.
pub fn visitors_form(handler: impl for<'a> FormHandler<'a, ()>) -> Form {
    Form { handler: AnyHandler::Visitor(Arc::new(handler)), page: None, is_button: false, is_upload: false }
}

impl Form {
    /// The form stands on another page than that of its own address. Path parameters are filled in.
    #[must_use]
    pub fn on(self, page: &'static str) -> Self {
        Self { page: Some(page), ..self }
    }

    async fn respond(self, state: AppState, request: Request) -> Response {
        let request = match FormRequest::read(state, request, !self.is_upload).await {
            Ok(request) => request,
            Err(refused) => return refused,
        };
        match &self.handler {
            AnyHandler::Visitor(handler) => {
                let done = handler.run(&request).await;
                self.answer(request, done.unwrap_or_else(To::again)).await
            }
            AnyHandler::Viewer(handler) => match request.current_user().await {
                Ok(viewer) => {
                    let request = request.of_viewer(viewer);
                    let done = handler.run(&request).await;
                    self.answer(request, done.unwrap_or_else(|error| self.failed(error))).await
                }
                Err(error) => self.answer(request, self.failed(error)).await,
            },
        }
    }

    fn failed(&self, error: AppError) -> To {
        match error {
            AppError::SignedOut => To::sign_in(),
            error if self.is_button => To::error(error),
            error => To::again(error),
        }
    }

    async fn answer<V>(&self, request: FormRequest<V>, to: To) -> Response {
        let own = request.path().to_owned();
        let page = self.page.map_or_else(|| own.clone(), |page| request.filled_in(page));
        let mut response = match to.answer {
            Answer::SeeOther(path) => see_other(&path),
            Answer::SignIn => see_other(&with_next("/signin", &page)),
            Answer::Again(error) => request.again(own, error).await,
            Answer::Rejected(error) => request.again(page, error).await,
            Answer::Once(secrets) => request.once(secrets).await,
            Answer::Whole(response) => response,
        };
        for (name, value) in to.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl Handler<Form, AppState> for Form {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, state: AppState) -> Self::Future {
        Box::pin(self.respond(state, request))
    }
}
