//! The station is filled in, and its term changes (换届).

use chrono::{Days, Months, NaiveDate};

use super::people::{self, TERMS};
use super::town::Town;
use super::words::{UNITS, VILLAGES};
use crate::error::{Error, Result};
use crate::records::{List, Noun, Seat, Shape, points, seat};
use crate::store::Write;

impl Town {
    pub(super) fn settle(&mut self, w: &Write<'_>) -> Result<()> {
        let who = self.who();
        let mut w_now = w.at("修改选项表", &who);
        let villages: Vec<String> = VILLAGES.iter().flat_map(|v| (1..=9).map(move |n| format!("{v}{n}组"))).collect();
        let mut units: Vec<String> = List::Unit.seed().iter().map(|u| (*u).to_owned()).collect();
        units.extend(UNITS.iter().map(|u| (*u).to_owned()));
        w_now.set_list(List::Village, &villages)?;
        w_now.set_list(List::Unit, &units)?;
        w_now.set_list(List::Term, &TERMS.map(str::to_owned))?;
        let rules = points::presets().map_err(|e| Error::Damaged(e.to_string()))?;
        w_now.set(crate::store::POINTS_RULES, &rules.into_iter().take(1).collect::<Vec<_>>())?;
        // Only what the set-up left open.
        let s = &mut self.station;
        let town = s.town.clone();
        for (part, made_up) in [
            (&mut s.home, format!("{town}人大代表之家")),
            (&mut s.address, format!("{town}便民服务中心一楼")),
            (&mut s.phone, "1390000 0110".replace(' ', "")),
            (&mut s.head, "滕世清".to_owned()),
            (&mut s.staff, self.clerk.clone()),
        ] {
            if part.is_empty() {
                *part = made_up;
            }
        }
        w.at("修改站点信息", &who).set("station", &self.station)?;
        for n in 0..self.seats.len() {
            if !self.seats[n].comes {
                self.take_seat(w, n)?;
            }
        }
        for (mut group, members) in people::groups(&self.seats) {
            group.leader = self.seats[members[members.len() - 1]].id.clone();
            group.members = members.iter().map(|n| self.seats[*n].id.clone()).collect();
            group.staff.clone_from(&self.station.staff);
            let id = self.insert(w, Noun::Group, &group)?.head.id;
            self.groups.push((id, members));
        }
        Ok(())
    }

    fn take_seat(&mut self, w: &Write<'_>, n: usize) -> Result<()> {
        let deputy = self.seats[n].deputy.clone();
        self.seats[n].id = self.insert(w, Noun::Deputy, &deputy)?.head.id;
        Ok(())
    }

    /// What the archive says of a deputy's first term.
    fn leave_seat(&mut self, w: &Write<'_>, n: usize, began: NaiveDate, ended: NaiveDate) -> Result<()> {
        let deputy = &self.seats[n].deputy;
        let outcome = if self.seats[n].leaves { seat::LEFT } else { seat::REELECTED };
        let record = Seat {
            deputy: self.seats[n].id.clone(),
            term: TERMS[0].into(),
            began: began.to_string(),
            ended: ended.to_string(),
            outcome: outcome.into(),
            levels: deputy.levels.clone(),
            constituency: deputy.constituency.clone(),
            employer: deputy.employer.clone(),
            certificate: deputy.certificate.clone(),
            groups: String::new(),
        };
        self.insert(w, Noun::Seat, &record)?;
        Ok(())
    }

    /// 换届: some leave, most are elected again, new ones come. Old records keep their names.
    pub(super) fn change(&mut self, w: &Write<'_>) -> Result<()> {
        let ended = self.agenda.change - Days::new(1);
        let began = self.agenda.change - Months::new(60);
        for n in 0..self.seats.len() {
            if self.seats[n].comes {
                self.take_seat(w, n)?;
                continue;
            }
            self.leave_seat(w, n, began, ended)?;
            let mut deputy = self.seats[n].deputy.clone();
            if self.seats[n].leaves {
                deputy.status = "left".into();
                deputy.note = format!("{}任期届满，不再担任代表", TERMS[0]);
            } else {
                deputy.term = TERMS[1].into();
                deputy.certificate = deputy.certificate.replacen("JS18", "JS19", 1);
                deputy.note = format!("{}连任", TERMS[1]);
            }
            let who = self.who();
            w.at("修改", &who).replace(Noun::Deputy, &self.seats[n].id, None, deputy.values())?;
        }
        for g in 0..self.groups.len() {
            let (id, mut members) = self.groups[g].clone();
            members.retain(|n| !self.seats[*n].leaves);
            members.extend((0..self.seats.len()).filter(|n| self.seats[*n].comes && n % 6 == g));
            let kept = w.get(Noun::Group, &id)?.ok_or(Error::NotFound(Noun::Group.label()))?;
            let mut values = kept.values;
            let ids: Vec<&str> = members.iter().map(|n| self.seats[*n].id.as_str()).collect();
            values.insert("members".into(), ids.into());
            let who = self.who();
            w.at("修改", &who).replace(Noun::Group, &id, None, values)?;
            self.groups[g].1 = members;
        }
        Ok(())
    }
}
