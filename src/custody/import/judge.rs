//! Whether one record may be imported.

use super::KINDS;
use super::error::Why;
use super::gather::Candidate;
use crate::custody::case::Case;
use crate::custody::verify::{self, Finding, Findings};
use crate::document::{Body, Document, Head, MediumCertificate};
use crate::ledger::{Ledger, State};
use crate::model::{Contract, Timestamp, Trust};
use crate::sign::Keyring;

/// The clocks of bench and office may differ by so much (seconds).
const CLOCKS: i64 = 600;

/// In whose light records are judged.
pub(super) struct Light<'a> {
    pub(super) case: &'a Case,
    pub(super) keyring: &'a Keyring,
    pub(super) ledger: &'a Ledger,
    pub(super) state: &'a State,
    pub(super) now: Timestamp,
}

impl Light<'_> {
    /// Whether the case has this very record already.
    pub(super) fn has(&self, sha256: crate::model::Sha256) -> bool {
        self.state.documents.iter().any(|issued| issued.sha256 == sha256)
            || self.state.imported.iter().any(|seen| seen.record.sha256 == sha256)
    }

    /// What speaks against it.
    pub(super) fn against(&self, one: &Candidate) -> Option<Why> {
        let document = &one.record.document;
        let (head, body) = (&document.head, &document.body);
        if !KINDS.contains(&body.kind()) {
            return Some(Why::Kind(body.kind().name()));
        }
        let findings = match verify::record(&one.record, &one.path, self.keyring) {
            Ok(findings) => findings,
            Err(error) => return Some(Why::Unreadable(error)),
        };
        unproven(&findings, head)
            .or_else(|| other_contract(&self.case.contract(), &head.contract))
            .or_else(|| self.untimely(document))
            .or_else(|| self.taken(one).then_some(Why::Taken))
    }

    fn untimely(&self, document: &Document) -> Option<Why> {
        let at = document.head.issued_at;
        if at.to_unix() > self.now.to_unix() + CLOCKS {
            return Some(Why::Future { at, now: self.now });
        }
        let ordered = |times: &[Timestamp]| {
            times.windows(2).all(|pair| pair[0].to_unix() <= pair[1].to_unix() + CLOCKS)
        };
        let fits = match &document.body {
            Body::Medium(body) => ordered(&of_medium(body, at)),
            Body::Certificate(body) => ordered(&[body.performed.from, body.performed.until, at]),
            Body::FreeSpace(body) => ordered(&[body.performed.from, body.performed.until, at]),
            Body::Recheck(body) => {
                ordered(&[body.certificate.issued_at, body.performed.from, body.performed.until, at])
            }
            Body::Batch(body) => {
                let mut named = body.media.iter().flat_map(crate::document::BatchMedium::certificates);
                named.all(|one| ordered(&[one.issued_at, at]))
            }
            Body::Receipt(_) | Body::Note(_) | Body::Intake(_) => true,
        };
        (!fits).then_some(Why::Times)
    }

    /// Whether another record of this number and signer is here. Whoever has two cases numbers in each: which ledger a record was
    /// issued from says the head that it carries.
    fn taken(&self, one: &Candidate) -> bool {
        let (head, sha256) = (&one.record.document.head, one.record.sha256());
        let imported = self
            .state
            .imported
            .iter()
            .map(|seen| &seen.record)
            .any(|known| one.bears(&known.number, &known.key.fingerprint) && known.sha256 != sha256);
        let own = self.state.documents.iter().any(|issued| issued.number == head.number);
        imported || own && self.is_by_this_case(head)
    }

    /// Issued by somebody of this case, from its own ledger.
    fn is_by_this_case(&self, head: &Head) -> bool {
        let mut found = head.ledger.sequence == 0;
        let visited = self.ledger.visit(&mut |entry| {
            found |= entry.sequence == head.ledger.sequence && entry.sha256 == head.ledger.sha256;
        });
        // What cannot be ruled out is taken.
        found || visited.is_err()
    }
}

fn of_medium(body: &MediumCertificate, issued_at: Timestamp) -> Vec<Timestamp> {
    let mut times = vec![body.plan.made, body.performed.from];
    times.extend(body.passes.iter().flat_map(|pass| [pass.from, pass.until]));
    times.extend(body.read_back.iter().flat_map(|read| [read.from, read.until]));
    times.extend([body.performed.until, issued_at]);
    times
}

/// Anything but a good signature by somebody of the case, over a record with all its annexes.
fn unproven(findings: &Findings, head: &Head) -> Option<Why> {
    // A witness whom this case does not know takes nothing from the record itself.
    let counts = |finding: &&Finding| finding.code != "countersign-unknown";
    let first = |trust| findings.list.iter().filter(counts).find(|finding| finding.trust == Some(trust));
    if let Some(bad) = first(Trust::Bad) {
        return Some(Why::Bad(bad.code));
    }
    if first(Trust::Absent).is_some() {
        return Some(Why::Unsigned);
    }
    let fact = |of: &Finding, name: &str| {
        let found = of.facts.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    // Of kinds that state no verdict the annex may be kept back elsewhere; what is imported is kept whole.
    if let Some(annex) = findings.list.iter().find(|finding| finding.code == "annex-not-here") {
        return Some(Why::Annex(fact(annex, "name")));
    }
    let unknown = first(Trust::Unknown)?;
    Some(Why::Signer {
        name: head.issuer.person.name.clone(),
        fingerprint: fact(unknown, "fingerprint"),
        reason: fact(unknown, "reason"),
    })
}

/// Bench and office have a case each, with ids and ledgers of their own; what they share is the contract, as its papers name it.
fn other_contract(own: &Contract, said: &Contract) -> Option<Why> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut differences = Vec::new();
    if plain(&own.title) != plain(&said.title) {
        differences.push(said.title.clone());
    }
    // A number that one of them does not state contradicts nothing.
    let numbers = [plain(&own.number), plain(&said.number)];
    if numbers.iter().all(|number| !number.is_empty()) && numbers[0] != numbers[1] {
        differences.push(said.number.clone());
    }
    if plain(&own.client) != plain(&said.client) {
        differences.push(said.client.clone());
    }
    (!differences.is_empty()).then(|| Why::Contract(differences.join(", ")))
}
