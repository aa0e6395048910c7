//! 受入照合表: every row of the operator's list and every drive, and what comparing them has found.

use super::parts::{self, Form, Rows, Sections};
use super::words::Words;
use super::{Block, Column, Look, Table};
use crate::document::{Head, IntakeTable};
use crate::model::{IntakeLine, IntakeState, Lang, bytes_with_unit};
use crate::render::RenderError;

pub(super) fn form(words: Words, head: &Head, body: &IntakeTable) -> Result<Form, RenderError> {
    if let Some(line) = body.denied() {
        let claim = format!("lines[{line}].state");
        let against = format!("lines[{line}].here.serial");
        return Err(RenderError::Contradiction { number: head.number.clone(), claim, against });
    }
    let mut sections = Sections::new(words);
    sections.add(words.of("対象", "Subject"), subject(words, head, body));
    sections.add(words.of("集計", "Summary"), summary(words, body));
    sections.add(words.of("照合の結果", "What was found"), lines(words, body));
    Ok(Form {
        name: "intake",
        article: words.of("特記仕様書第17条関係", "Special Specification, Art. 17"),
        title: words.of("受入照合表", "Intake Table"),
        subtitle: words.of("Intake Table", "受入照合表"),
        lead: vec![
            words
                .of(
                    "媒体のリストと、接続された媒体の製造番号を、一字ずつ照合した結果は、下記のとおりです。製造番号が少しでも異なるものは、一致としていません。",
                    "The serial numbers on the list of media were compared, letter by letter, with those of the media connected. What differs at all is no match.",
                )
                .to_owned(),
        ],
        finding: None,
        sections,
        by_hand: Vec::new(),
    })
}

fn subject(words: Words, head: &Head, body: &IntakeTable) -> Vec<Block> {
    let mut rows = parts::contract(words, head);
    rows.add(words.of("媒体のリスト", "List of media"), body.list.name.clone());
    rows.add_code(words.of("リストの SHA-256", "SHA-256 of the list"), body.list.sha256.to_string());
    rows.add(words.of("リストの行数", "Rows on the list"), words.cases(body.list.rows));
    if let Some(plan) = body.plan_sha256 {
        rows.add_code(words.of("消去の計画の SHA-256", "SHA-256 of the plan"), plan.to_string());
    }
    rows.block().into_iter().collect()
}

fn summary(words: Words, body: &IntakeTable) -> Vec<Block> {
    let mut rows = Rows::new();
    for state in IntakeState::ALL {
        let count = body.count(state);
        if count > 0 {
            rows.add_checked(words.intake_state(state), words.cases(count), state == IntakeState::Matched);
        }
    }
    rows.block().into_iter().collect()
}

fn lines(words: Words, body: &IntakeTable) -> Vec<Block> {
    let column = |ja, en, width, look| Column { label: words.of(ja, en).to_owned(), width, look };
    let columns = vec![
        column("判定", "Finding", 4, Look::Text),
        column("行", "Line", 1, Look::Number),
        column("管理番号", "Asset no.", 2, Look::Text),
        column("製造番号（リスト）", "Serial (list)", 3, Look::Code),
        column("製造番号（現物）", "Serial (drive)", 3, Look::Code),
        column("現物", "Drive", 3, Look::Text),
    ];
    let rows: Vec<Vec<String>> = body.lines.iter().map(|line| cells(words, line)).collect();
    if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table(Table { columns, rows, more: String::new() })]
    }
}

fn cells(words: Words, line: &IntakeLine) -> Vec<String> {
    let row = line.listed.as_ref();
    let here = line.here.as_ref();
    let mut finding = vec![words.intake_state(line.state).to_owned()];
    for (facts, text) in [
        (&line.differs, words.of("異なるもの：", "differs: ")),
        (&line.not_compared, words.of("比べられないもの：", "not compared: ")),
    ] {
        if !facts.is_empty() {
            let facts: Vec<&str> = facts.iter().map(|fact| words.listed_fact(*fact)).collect();
            finding.push(format!("{text}{}", facts.join(words.of("、", ", "))));
        }
    }
    for near in &line.near {
        finding.push(match words.0 {
            Lang::Ja => format!("似た製造番号：{} 行目 {}", near.line, near.serial),
            Lang::En => format!("nearly: line {} {}", near.line, near.serial),
        });
    }
    let serial = here.and_then(|here| here.serial.as_ref());
    let drive = here.map(|here| {
        let model = here.model.as_ref().map(|said| said.value.clone());
        let size = here.capacity.map(bytes_with_unit);
        [Some(here.device.clone()), model, size].into_iter().flatten().collect::<Vec<_>>().join(" / ")
    });
    vec![
        finding.join(words.of("。", "; ")),
        row.map(|row| row.line.to_string()).unwrap_or_default(),
        row.and_then(|row| row.number.clone()).unwrap_or_default(),
        row.map(|row| row.serial.clone()).unwrap_or_default(),
        serial.map(|said| words.sourced(said)).unwrap_or_default(),
        drive.unwrap_or_default(),
    ]
}

impl Words {
    /// What became of a row or a drive.
    fn intake_state(self, state: IntakeState) -> &'static str {
        match state {
            IntakeState::Matched => self.of("照合一致", "matches"),
            IntakeState::MatchedDiffering => self
                .of("製造番号は一致、ほかに異なるものあり", "serial number matches, something else differs"),
            IntakeState::HereNotNamed => self
                .of("リストにあり、接続済み、今回の対象外", "on the list and connected, not named this time"),
            IntakeState::NotHere => self.of("リストにあり、現物なし", "on the list, not here"),
            IntakeState::NotListed => self.of("現物あり、リストになし", "here, not on the list"),
            IntakeState::ListedTwice => self.of("リストに二つ以上", "on the list more than once"),
            IntakeState::HereTwice => {
                self.of("同じ製造番号のドライブが二つ以上", "several drives say this serial number")
            }
            IntakeState::RowWithoutSerial => {
                self.of("リストの行に製造番号なし", "a row without a serial number")
            }
            IntakeState::DriveWithoutSerial => {
                self.of("製造番号を答えないドライブ", "a drive that says no serial number")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::render::view::View;

    #[test]
    fn every_finding_has_its_words_and_a_false_match_is_not_drawn() {
        let table = sample::intake_table();
        for lang in [Lang::Ja, Lang::En] {
            let view = View::of(&sample::intake_record(table.clone()), lang).unwrap();
            let text = format!("{:?}", view.sections);
            for state in IntakeState::ALL.into_iter().filter(|state| table.count(*state) > 0) {
                assert!(text.contains(Words(lang).intake_state(state)), "{lang:?} {state:?}");
            }
        }
        let mut near = table;
        near.lines[0].here.as_mut().unwrap().serial.as_mut().unwrap().value = "s5xans0r123456".into();
        let drawn = View::of(&sample::intake_record(near), Lang::Ja);
        assert!(matches!(drawn, Err(RenderError::Contradiction { claim, .. }) if claim == "lines[0].state"));
    }
}
