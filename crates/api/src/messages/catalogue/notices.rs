//! What is said about messages to people.

use super::{Sentence, say};

/// Why a message cannot be sent once more.
pub(super) const RESENDING: &[Sentence] = &[
    say(
        "notice_under_way",
        "This message is still on its way.",
        "Ta wiadomość jest jeszcze w drodze.",
        "هذه الرسالة ما زالت في الطريق.",
    ),
    say(
        "notice_arrived",
        "This message has arrived.",
        "Ta wiadomość dotarła do odbiorcy.",
        "لقد وصلت هذه الرسالة.",
    ),
    say(
        "booking_changed_since",
        "The booking has changed since this message was written.",
        "Rezerwacja zmieniła się, odkąd powstała ta wiadomość.",
        "تغيّر الحجز منذ كتابة هذه الرسالة.",
    ),
    say(
        "booking_status_changed",
        "The booking has another status by now.",
        "Rezerwacja ma już inny status.",
        "تغيّرت حالة الحجز.",
    ),
    say(
        "booking_already_started",
        "The visit has already begun.",
        "Wizyta już się zaczęła.",
        "بدأ الموعد بالفعل.",
    ),
    say(
        "no_address",
        "The customer gave no address or number for this message.",
        "Klient nie podał adresu ani numeru dla tej wiadomości.",
        "لم يقدّم العميل عنوانًا أو رقمًا لهذه الرسالة.",
    ),
    say(
        "resent_often_enough",
        "This message was sent again as often as it may be.",
        "Tę wiadomość wysłano ponownie już tyle razy, ile można.",
        "أُعيد إرسال هذه الرسالة بالعدد المسموح به.",
    ),
];
