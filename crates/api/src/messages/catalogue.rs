//! The sentences, one line a language, grouped by who gives the code.

use super::Sentence;

const fn say(code: &'static str, en: &'static str, pl: &'static str, ar: &'static str) -> Sentence {
    Sentence { code, en, pl, ar }
}

pub(super) const CATCH_ALL: Sentence = say(
    "invalid",
    "This is not accepted.",
    "Tej wartości nie można przyjąć.",
    "هذه القيمة غير مقبولة.",
);

pub(super) const GROUPS: [&[Sentence]; 5] = [REFUSALS, VALUES, HOURS, READING, ANSWERS];

/// Refusals of the booking rules.
const REFUSALS: &[Sentence] = &[
    say(
        "time_taken",
        "This time is no longer free.",
        "Ten termin jest już zajęty.",
        "هذا الموعد لم يعد متاحًا.",
    ),
    say(
        "customer_busy",
        "There is already a booking for this customer at that time.",
        "Klient ma już rezerwację w tym czasie.",
        "لدى العميل حجز آخر في هذا الوقت.",
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

/// Values that cannot be built.
const VALUES: &[Sentence] = &[
    say(
        "invalid_email",
        "This is not a valid e-mail address.",
        "To nie jest poprawny adres e-mail.",
        "عنوان البريد الإلكتروني غير صالح.",
    ),
    say(
        "invalid_phone",
        "This is not a valid phone number.",
        "To nie jest poprawny numer telefonu.",
        "رقم الهاتف غير صالح.",
    ),
    say("name_empty", "A name is needed.", "Podaj nazwę.", "الاسم مطلوب."),
    say(
        "name_too_long",
        "The name is too long.",
        "Nazwa jest za długa.",
        "الاسم طويل جدًا.",
    ),
    say(
        "name_has_control_characters",
        "The name contains characters that are not allowed.",
        "Nazwa zawiera niedozwolone znaki.",
        "يحتوي الاسم على رموز غير مسموح بها.",
    ),
    say(
        "text_too_long",
        "The text is too long.",
        "Tekst jest za długi.",
        "النص طويل جدًا.",
    ),
    say(
        "text_has_control_characters",
        "The text contains characters that are not allowed.",
        "Tekst zawiera niedozwolone znaki.",
        "يحتوي النص على رموز غير مسموح بها.",
    ),
    say(
        "duration_out_of_range",
        "The duration must be between one minute and one day.",
        "Czas trwania musi wynosić od jednej minuty do jednej doby.",
        "يجب أن تكون المدة بين دقيقة واحدة ويوم واحد.",
    ),
    say(
        "buffer_out_of_range",
        "The buffer must be between zero minutes and one day.",
        "Przerwa musi wynosić od zera minut do jednej doby.",
        "يجب أن تكون الفترة الفاصلة بين صفر دقيقة ويوم واحد.",
    ),
    say(
        "price_out_of_range",
        "The price is out of range.",
        "Cena jest poza dozwolonym zakresem.",
        "السعر خارج النطاق المسموح به.",
    ),
    say(
        "unknown_currency",
        "This is not a known currency code.",
        "Nieznany kod waluty.",
        "رمز العملة غير معروف.",
    ),
    say(
        "unknown_country",
        "This is not a known country code.",
        "Nieznany kod kraju.",
        "رمز الدولة غير معروف.",
    ),
    say(
        "unknown_locale",
        "This language is not supported.",
        "Ten język nie jest obsługiwany.",
        "هذه اللغة غير مدعومة.",
    ),
    say(
        "unknown_time_zone",
        "This is not a known time zone.",
        "Nieznana strefa czasowa.",
        "المنطقة الزمنية غير معروفة.",
    ),
    say(
        "unknown_role",
        "This is not a known role.",
        "Nieznana rola.",
        "الدور غير معروف.",
    ),
    say(
        "currency_mismatch",
        "The currency must be that of the business.",
        "Waluta musi być walutą firmy.",
        "يجب أن تكون العملة هي عملة النشاط التجاري.",
    ),
];

/// Hours, days off and intervals.
const HOURS: &[Sentence] = &[
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

/// What extractors and validation find in an input.
const READING: &[Sentence] = &[
    say(
        "required",
        "This field is required.",
        "To pole jest wymagane.",
        "هذا الحقل مطلوب.",
    ),
    say(
        "unknown_field",
        "This field is not known.",
        "Nieznane pole.",
        "هذا الحقل غير معروف.",
    ),
    say(
        "duplicate_field",
        "This field is given twice.",
        "To pole występuje dwa razy.",
        "هذا الحقل مكرر.",
    ),
    say(
        "wrong_type",
        "The value is of the wrong type.",
        "Wartość ma niewłaściwy typ.",
        "نوع القيمة غير صحيح.",
    ),
    say(
        "out_of_range",
        "The value is out of range.",
        "Wartość jest poza dozwolonym zakresem.",
        "القيمة خارج النطاق المسموح به.",
    ),
    say(
        "too_many_items",
        "There are too many items.",
        "Za dużo elementów.",
        "عدد العناصر كبير جدًا.",
    ),
    say(
        "invalid_choice",
        "This is not one of the choices.",
        "To nie jest jedna z możliwości.",
        "هذه القيمة ليست من الخيارات المتاحة.",
    ),
    say(
        "invalid_instant",
        "A time looks like 2027-03-14T08:00:00Z.",
        "Czas podaj w postaci 2027-03-14T08:00:00Z.",
        "يكتب الوقت بالشكل 2027-03-14T08:00:00Z.",
    ),
    say(
        "invalid_date",
        "A date looks like 2027-03-14.",
        "Datę podaj w postaci 2027-03-14.",
        "يكتب التاريخ بالشكل 2027-03-14.",
    ),
    say(
        "invalid_id",
        "This is not a valid id.",
        "To nie jest poprawny identyfikator.",
        "المعرف غير صالح.",
    ),
    say(
        "unknown_service",
        "There is no such service.",
        "Nie ma takiej usługi.",
        "لا توجد هذه الخدمة.",
    ),
    say(
        "unknown_shop",
        "There is no such shop.",
        "Nie ma takiego salonu.",
        "لا يوجد هذا الصالون.",
    ),
    say(
        "unknown_staff",
        "There is no such staff member.",
        "Nie ma takiej osoby w zespole.",
        "لا يوجد هذا الموظف.",
    ),
    say(
        "unknown_category",
        "There is no such category.",
        "Nie ma takiej kategorii.",
        "لا توجد هذه الفئة.",
    ),
    say(
        "customer_required",
        "Say who the booking is for.",
        "Podaj, dla kogo jest rezerwacja.",
        "يرجى تحديد صاحب الحجز.",
    ),
    say(
        "contact_required",
        "An e-mail address or a phone number is needed.",
        "Podaj adres e-mail lub numer telefonu.",
        "يلزم بريد إلكتروني أو رقم هاتف.",
    ),
    say(
        "invalid_cursor",
        "This cursor is not valid; start from the first page.",
        "Kursor jest niepoprawny; zacznij od pierwszej strony.",
        "مؤشر الصفحة غير صالح؛ ابدأ من الصفحة الأولى.",
    ),
    say(
        "invalid_idempotency_key",
        "An Idempotency-Key has 1 to 255 visible ASCII characters.",
        "Idempotency-Key ma od 1 do 255 widocznych znaków ASCII.",
        "يتكون Idempotency-Key من 1 إلى 255 رمز ASCII مرئيًا.",
    ),
    say(
        "nothing_to_change",
        "There is nothing to change.",
        "Nie ma nic do zmiany.",
        "لا يوجد ما يمكن تغييره.",
    ),
    CATCH_ALL,
];

/// Answers of the HTTP layer as a whole.
const ANSWERS: &[Sentence] = &[
    say(
        "invalid_input",
        "Some fields are not right; see the details.",
        "Niektóre pola są niepoprawne; sprawdź szczegóły.",
        "بعض الحقول غير صحيحة؛ راجع التفاصيل.",
    ),
    say(
        "malformed_json",
        "The body is not valid JSON.",
        "Treść nie jest poprawnym dokumentem JSON.",
        "نص الطلب ليس JSON صالحًا.",
    ),
    say(
        "malformed_query",
        "The query cannot be read.",
        "Nie można odczytać parametrów zapytania.",
        "تعذرت قراءة معاملات الطلب.",
    ),
    say(
        "malformed_header",
        "A header cannot be read.",
        "Nie można odczytać nagłówka.",
        "تعذرت قراءة إحدى ترويسات الطلب.",
    ),
    say(
        "unreadable_body",
        "The body could not be read.",
        "Nie można odczytać treści żądania.",
        "تعذرت قراءة محتوى الطلب.",
    ),
    say(
        "unauthenticated",
        "Please sign in.",
        "Zaloguj się.",
        "يرجى تسجيل الدخول.",
    ),
    say(
        "forbidden",
        "You are not allowed to do this.",
        "Nie masz uprawnień do tej czynności.",
        "ليست لديك صلاحية لهذا الإجراء.",
    ),
    say(
        "business_required",
        "Say which business you act for in the X-Business-Id header.",
        "Podaj w nagłówku X-Business-Id, w imieniu której firmy działasz.",
        "حدد النشاط التجاري في الترويسة X-Business-Id.",
    ),
    say("not_found", "Not found.", "Nie znaleziono.", "غير موجود."),
    say(
        "no_such_route",
        "There is nothing at this address.",
        "Pod tym adresem nic nie ma.",
        "لا يوجد شيء في هذا العنوان.",
    ),
    say(
        "method_not_allowed",
        "This method is not allowed here.",
        "Ta metoda nie jest tu dozwolona.",
        "هذه الطريقة غير مسموح بها هنا.",
    ),
    say(
        "stale",
        "This was changed meanwhile; load it again.",
        "Dane zmieniły się w międzyczasie; wczytaj je ponownie.",
        "تم تعديل البيانات في هذه الأثناء؛ أعد تحميلها.",
    ),
    say(
        "body_too_large",
        "The body is too large.",
        "Treść żądania jest za duża.",
        "محتوى الطلب كبير جدًا.",
    ),
    say(
        "unsupported_media_type",
        "Send the body as application/json.",
        "Wyślij treść jako application/json.",
        "أرسل المحتوى بصيغة application/json.",
    ),
    say(
        "idempotency_key_reused",
        "This Idempotency-Key was used with another request.",
        "Tego Idempotency-Key użyto już z innym żądaniem.",
        "استُخدم هذا Idempotency-Key مع طلب آخر.",
    ),
    say(
        "too_many_requests",
        "Too many requests; please wait a little.",
        "Za dużo żądań; poczekaj chwilę.",
        "طلبات كثيرة جدًا؛ يرجى الانتظار قليلًا.",
    ),
    say(
        "unavailable",
        "Please try again in a moment.",
        "Spróbuj ponownie za chwilę.",
        "يرجى المحاولة بعد قليل.",
    ),
    say(
        "internal",
        "Something went wrong on our side.",
        "Wystąpił błąd po naszej stronie.",
        "حدث خطأ من جانبنا.",
    ),
];
