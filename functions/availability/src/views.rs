//! Free starts as the API shows them.

use api::Instant;
use application::search::Found;
use booking_rules::availability::Slot;
use booking_rules::time::Zone;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Free starts, and the same grouped by the viewer's calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct AvailabilityView {
    /// The shop's zone; `local_start` is in it.
    #[schema(example = "Europe/Warsaw")]
    pub time_zone: String,
    /// The zone that `days` and `viewer_start` are in: the one asked for, else the shop's.
    pub viewer_zone: String,
    /// In time order; under the grid `fewest_gaps` the starts of a day that leave no unusable gap come first.
    pub slots: Vec<SlotView>,
    pub days: Vec<DayView>,
}

/// One start that can be booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotView {
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    /// When the slowest of the free staff would be done; `staff_id` in the query makes it exact.
    #[schema(value_type = String, format = DateTime)]
    pub end: Instant,
    /// Wall time in the shop's zone with its offset, which tells the two readings of a repeated hour apart.
    #[schema(example = "2027-03-29T09:00:00+02:00")]
    pub local_start: String,
    /// The same in the viewer's zone, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viewer_start: Option<String>,
    /// Who is free.
    pub staff_ids: Vec<String>,
    /// Whether booking it leaves a gap too short for this service.
    pub leaves_gap: bool,
}

/// The starts of one date of the viewer's calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayView {
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// Positions in `slots`.
    pub slots: Vec<usize>,
}

impl AvailabilityView {
    pub fn of(found: &Found, viewer: Option<Zone>) -> Self {
        let calendar = viewer.unwrap_or(found.zone);
        let mut days: Vec<DayView> = Vec::new();
        let mut slots = Vec::with_capacity(found.offers.len());
        for (index, slot) in found.offers.slots().enumerate() {
            let date = calendar.local_date(slot.start());
            match days.iter_mut().rfind(|day| day.date == date) {
                Some(day) => day.slots.push(index),
                None => days.push(DayView {
                    date,
                    slots: vec![index],
                }),
            }
            slots.push(SlotView::of(&slot, found.zone, viewer));
        }
        days.sort_by_key(|day| day.date);
        Self {
            time_zone: found.zone.name().to_owned(),
            viewer_zone: calendar.name().to_owned(),
            slots,
            days,
        }
    }
}

impl SlotView {
    fn of(slot: &Slot<'_>, zone: Zone, viewer: Option<Zone>) -> Self {
        let end = slot.free().map(|free| free.end).max().unwrap_or_else(|| slot.end());
        Self {
            start: slot.start().into(),
            end: end.into(),
            local_start: zone.rfc3339_local(slot.start()),
            viewer_start: viewer.map(|viewer| viewer.rfc3339_local(slot.start())),
            staff_ids: slot.staff().map(|staff| staff.to_string()).collect(),
            leaves_gap: slot.leaves_gap(),
        }
    }
}
