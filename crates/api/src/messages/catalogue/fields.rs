//! What is wrong with single fields.

use super::{CATCH_ALL, Sentence, say};

/// Values that cannot be built.
pub(super) const VALUES: &[Sentence] = &[
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
    say(
        "invalid_sender_name",
        "A sender's name is 1 to 11 letters, digits and spaces without accents, at least one of them a letter.",
        "Nazwa nadawcy to od 1 do 11 liter bez znaków diakrytycznych, cyfr i spacji, w tym co najmniej jedna litera.",
        "اسم المرسل من حرف إلى 11 من الحروف اللاتينية والأرقام والمسافات، وفيه حرف واحد على الأقل.",
    ),
    say(
        "unknown_permission",
        "There is no such permission.",
        "Nie ma takiego uprawnienia.",
        "لا توجد صلاحية بهذا الاسم.",
    ),
    say(
        "permission_of_humans",
        "Only a person may hold this permission.",
        "To uprawnienie może mieć tylko człowiek.",
        "لا يحمل هذه الصلاحية إلا شخص.",
    ),
    say(
        "permission_not_held",
        "You do not hold this permission yourself.",
        "Nie masz tego uprawnienia.",
        "أنت نفسك لا تملك هذه الصلاحية.",
    ),
    say(
        "weak_password",
        "Choose a password of at least eight characters that others would not guess.",
        "Wybierz hasło o długości co najmniej ośmiu znaków, którego inni nie odgadną.",
        "اختر كلمة مرور من ثمانية أحرف على الأقل لا يسهل تخمينها.",
    ),
    say(
        "password_too_long",
        "The password may have at most 128 characters.",
        "Hasło może mieć najwyżej 128 znaków.",
        "يجب ألا تتجاوز كلمة المرور 128 حرفًا.",
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
        "unknown_account_type",
        "There is no such kind of account.",
        "Nie ma takiego rodzaju konta.",
        "لا يوجد نوع حساب كهذا.",
    ),
    say(
        "invalid_origin",
        "This is not the origin of a web page, such as https://salon.example.",
        "To nie jest adres źródłowy strony, taki jak https://salon.example.",
        "ليس هذا أصلًا لصفحة ويب مثل https://salon.example.",
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

/// What extractors and validation find in an input.
pub(super) const READING: &[Sentence] = &[
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
        "only_for_managers",
        "Only what a manager may reach can be limited.",
        "Ograniczyć można tylko zakres menedżera.",
        "لا يمكن تحديد النطاق إلا للمديرين.",
    ),
    say(
        "unknown_customer",
        "There is no such customer.",
        "Nie ma takiego klienta.",
        "لا يوجد عميل بهذا التعريف.",
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
        "exactly_one_of",
        "Give exactly one of the alternatives.",
        "Podaj dokładnie jedną z możliwości.",
        "أدخل خيارًا واحدًا فقط من البدائل.",
    ),
    say(
        "duplicate_service",
        "This service is given twice.",
        "Ta usługa występuje dwa razy.",
        "هذه الخدمة مكررة.",
    ),
    say(
        "time_off_too_long",
        "The time off is too long.",
        "Nieobecność jest za długa.",
        "فترة الإجازة طويلة جدًا.",
    ),
    CATCH_ALL,
];
