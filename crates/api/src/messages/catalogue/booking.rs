//! What the booking rules and the hours of a shop say.

use super::{Sentence, say};

/// Refusals of the booking rules.
pub(super) const REFUSALS: &[Sentence] = &[
    say(
        "time_taken",
        "This time is no longer free.",
        "Ten termin jest już zajęty.",
        "هذا الموعد لم يعد متاحًا.",
    ),
    say(
        "waits_enough",
        "Nobody can wait for more than {limit} things at once; leave one of them first.",
        "Można czekać najwyżej na {limit} rzeczy naraz; najpierw zrezygnuj z jednej.",
        "لا يمكن الانتظار لأكثر من {limit} طلبات في وقت واحد؛ ألغِ أحدها أولًا.",
    ),
    say(
        "waitlist_full",
        "The waitlist is full; please try again later.",
        "Lista oczekujących jest pełna; spróbuj później.",
        "قائمة الانتظار ممتلئة؛ يرجى المحاولة لاحقًا.",
    ),
    say(
        "customer_busy",
        "There is already a booking for this customer at that time.",
        "Klient ma już rezerwację w tym czasie.",
        "لدى العميل حجز آخر في هذا الوقت.",
    ),
    say(
        "ends_before_start",
        "The end must come after the beginning.",
        "Koniec musi być późniejszy niż początek.",
        "يجب أن تكون النهاية بعد البداية.",
    ),
    say(
        "too_many_days",
        "You can wait for at most 31 days at a time.",
        "Można czekać najwyżej na 31 dni naraz.",
        "يمكن الانتظار لمدة 31 يومًا على الأكثر في المرة الواحدة.",
    ),
    say(
        "in_the_past",
        "This time has already passed.",
        "Ten termin już minął.",
        "هذا الوقت قد مضى.",
    ),
    say(
        "too_soon",
        "Bookings are taken at least {notice} ahead.",
        "Rezerwacji można dokonać najpóźniej {notice} przed wizytą.",
        "يجب الحجز قبل الموعد بمدة لا تقل عن {notice}.",
    ),
    say(
        "beyond_horizon",
        "The shop does not take bookings that far ahead yet.",
        "Salon nie przyjmuje jeszcze rezerwacji na tak odległy termin.",
        "لا يقبل الصالون الحجوزات لهذا التاريخ البعيد بعد.",
    ),
    say(
        "outside_working_hours",
        "This time is outside working hours.",
        "Ten termin jest poza godzinami pracy.",
        "هذا الوقت خارج ساعات العمل.",
    ),
    say(
        "off_grid",
        "Bookings do not start at this minute; choose one of the offered times.",
        "Wizyty nie zaczynają się o tej minucie; wybierz jeden z proponowanych terminów.",
        "لا تبدأ المواعيد في هذه الدقيقة؛ اختر أحد الأوقات المعروضة.",
    ),
    say(
        "shop_closed",
        "The shop is closed then.",
        "Salon jest wtedy zamknięty.",
        "الصالون مغلق في هذا الوقت.",
    ),
    say(
        "staff_away",
        "This person is away then.",
        "Ta osoba jest wtedy nieobecna.",
        "هذا الموظف غير متواجد في هذا الوقت.",
    ),
    say(
        "staff_without_service",
        "This person does not offer the service in this shop.",
        "Ta osoba nie wykonuje tej usługi w tym salonie.",
        "هذا الموظف لا يقدم هذه الخدمة في هذا الصالون.",
    ),
    say(
        "over_capacity",
        "At most {capacity} persons can come at once.",
        "Jednocześnie może przyjść najwyżej tyle osób: {capacity}.",
        "الحد الأقصى لعدد الأشخاص في الموعد الواحد: {capacity}.",
    ),
    say(
        "daily_limit_reached",
        "The limit of bookings for that day ({limit}) is reached.",
        "Osiągnięto limit rezerwacji na ten dzień ({limit}).",
        "تم بلوغ الحد الأقصى للحجوزات في هذا اليوم ({limit}).",
    ),
    say(
        "overlap_needs_staff",
        "Only staff may let bookings overlap.",
        "Tylko personel może świadomie nałożyć rezerwacje.",
        "لا يسمح بتداخل الحجوزات إلا للموظفين.",
    ),
    say(
        "too_late_to_cancel",
        "Bookings can be cancelled at least {notice} ahead; please contact the shop.",
        "Wizytę można odwołać najpóźniej {notice} przed terminem; skontaktuj się z salonem.",
        "يمكن الإلغاء قبل الموعد بمدة لا تقل عن {notice}؛ يرجى التواصل مع الصالون.",
    ),
    say(
        "too_late_to_reschedule",
        "Bookings can be moved at least {notice} ahead; please contact the shop.",
        "Wizytę można przełożyć najpóźniej {notice} przed terminem; skontaktuj się z salonem.",
        "يمكن تغيير الموعد قبله بمدة لا تقل عن {notice}؛ يرجى التواصل مع الصالون.",
    ),
    say(
        "not_allowed_now",
        "This cannot be done with a booking in its present status: {status}.",
        "Nie można tego zrobić przy obecnym statusie rezerwacji: {status}.",
        "لا يمكن تنفيذ ذلك في حالة الحجز الحالية: {status}.",
    ),
    say(
        "hold_expired",
        "The time was held too long and has been released.",
        "Czas na potwierdzenie minął i termin został zwolniony.",
        "انتهت مهلة تأكيد الحجز وأصبح الموعد متاحًا للآخرين.",
    ),
    say(
        "not_yet_started",
        "The time of the booking has not come yet.",
        "Termin tej wizyty jeszcze nie nadszedł.",
        "لم يحن وقت هذا الموعد بعد.",
    ),
];

/// Hours, days off and intervals.
pub(super) const HOURS: &[Sentence] = &[
    say(
        "invalid_wall_time",
        "A time of day looks like 09:30.",
        "Godzinę podaj w postaci 09:30.",
        "يكتب الوقت بالشكل 09:30.",
    ),
    say(
        "empty_interval",
        "The end must be after the start.",
        "Koniec musi być po początku.",
        "يجب أن تكون النهاية بعد البداية.",
    ),
    say(
        "reversed_interval",
        "The end is before the start.",
        "Koniec jest przed początkiem.",
        "النهاية تسبق البداية.",
    ),
    say(
        "overlapping_windows",
        "These hours overlap.",
        "Te godziny nakładają się.",
        "هذه الساعات متداخلة.",
    ),
    say(
        "break_outside_windows",
        "The break is outside the working hours.",
        "Przerwa jest poza godzinami pracy.",
        "الاستراحة خارج ساعات العمل.",
    ),
    say(
        "duplicate_date",
        "This date is given twice.",
        "Ta data występuje dwa razy.",
        "هذا التاريخ مكرر.",
    ),
    say(
        "too_many_windows",
        "There are too many intervals.",
        "Za dużo przedziałów.",
        "عدد الفترات كبير جدًا.",
    ),
    say(
        "window_too_long",
        "The period is too long.",
        "Okres jest za długi.",
        "الفترة طويلة جدًا.",
    ),
];
