//! What plugins of hardware keys ask: a PIN, a touch, a choice. Their texts come from outside and are made printable.

use super::Shell;
use super::confirm::ask;
use super::interrupt::{midway, prompting};
use super::output::Output;
use crate::crypt::PluginPrompts;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use zeroize::Zeroizing;

impl Shell {
    /// Whom plugins may ask: whoever sits at the terminal. `--yes` does not answer for them: they ask about things at hand.
    #[must_use]
    pub fn plugin_prompts(&self) -> Arc<dyn PluginPrompts> {
        Arc::new(Screen(Arc::clone(&self.out)))
    }
}

struct Screen(Arc<Output>);

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen(..)")
    }
}

impl Screen {
    fn words(&self, id: &str, program: &str, message: &str) -> String {
        self.0.catalogue().text(id, &crate::facts![program = program, message = message])
    }
}

impl PluginPrompts for Screen {
    fn show(&self, program: &str, message: &str) {
        // Even if quiet: whoever must touch a key has to be told.
        self.0.prompt(&self.words("plugin-says", program, message));
    }

    fn waiting(&self, program: &str) {
        self.0.prompt(&self.words("plugin-waiting", program, ""));
    }

    fn choose(&self, program: &str, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let catalogue = self.0.catalogue();
        let usual = catalogue.word("plugin-choice-no");
        let facts = crate::facts![
            program = program,
            message = message,
            yes = yes,
            no = no.unwrap_or(&usual),
            keys = catalogue.word("confirm-keys")
        ];
        let answer = midway(|| ask(&format!("{} ", catalogue.text("plugin-choice", &facts)))).ok()?;
        Some(matches!(answer.trim(), "y" | "Y" | "yes" | "はい"))
    }

    fn line(&self, program: &str, message: &str) -> Option<String> {
        let answer = midway(|| ask(&format!("{} ", self.words("plugin-asks", program, message)))).ok()?;
        Some(answer.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn secret(&self, program: &str, message: &str) -> Option<Zeroizing<String>> {
        if !io::stdin().is_terminal() {
            return None;
        }
        let prompt = format!("{} ", self.words("plugin-asks", program, message));
        midway(|| prompting(|| rpassword::prompt_password(prompt))).ok().map(Zeroizing::new)
    }
}
