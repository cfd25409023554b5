//! Answers to a request as a whole.

use super::{Sentence, say};

/// Answers of the HTTP layer as a whole.
pub(super) const ANSWERS: &[Sentence] = &[
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
        "humans_only",
        "This is about a person's own things; a server's key is not for it.",
        "To dotyczy własnych spraw człowieka; klucz serwera do tego nie służy.",
        "هذا يخص شؤون شخص بعينه؛ ومفتاح الخادم ليس مخصصًا له.",
    ),
    say(
        "too_many_api_keys",
        "You have as many keys as a business can keep; revoke one first.",
        "Firma ma już tyle kluczy, ile można mieć; najpierw unieważnij któryś z nich.",
        "لدى النشاط التجاري أكبر عدد ممكن من المفاتيح؛ ألغِ واحدًا أولًا.",
    ),
    say(
        "business_required",
        "Say which business you act for in the X-Business-Id header.",
        "Podaj w nagłówku X-Business-Id, w imieniu której firmy działasz.",
        "حدد النشاط التجاري في الترويسة X-Business-Id.",
    ),
    say(
        "too_many_favourites",
        "You have as many favourites as one can keep; remove one first.",
        "Masz już tyle ulubionych, ile można zachować; najpierw usuń któreś z nich.",
        "لديك أكبر عدد ممكن من المفضلات؛ احذف واحدًا أولًا.",
    ),
    say(
        "origin_serves_too_many",
        "This origin is listed by too many businesses; ask the platform to list it.",
        "Ten adres źródłowy podało już zbyt wiele firm; poproś platformę o dopisanie go.",
        "هذا الأصل مدرج لدى عدد كبير جدًا من الأنشطة؛ اطلب من المنصة إدراجه.",
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
    say(
        "check_your_mail",
        "We have sent a message to this address.",
        "Wysłaliśmy wiadomość na ten adres.",
        "لقد أرسلنا رسالة إلى هذا العنوان.",
    ),
    say(
        "archived",
        "This has been archived.",
        "Ta pozycja jest w archiwum.",
        "هذا العنصر مؤرشف.",
    ),
    say(
        "day_full",
        "No more bookings fit into this day.",
        "W tym dniu nie zmieści się już więcej rezerwacji.",
        "لا يمكن إضافة حجوزات أخرى في هذا اليوم.",
    ),
    say(
        "too_many_closures",
        "There are too many closures.",
        "Za dużo okresów zamknięcia.",
        "عدد فترات الإغلاق كبير جدًا.",
    ),
    say(
        "second_factor_required",
        "This business asks for a second factor; set one up and sign in with it.",
        "Ta firma wymaga drugiego składnika logowania; włącz go i zaloguj się ponownie.",
        "يتطلب هذا النشاط التجاري خطوة تحقق ثانية؛ فعّلها ثم سجّل الدخول بها.",
    ),
    say(
        "second_factor_enrolled",
        "A second factor is already set up.",
        "Drugi składnik logowania jest już włączony.",
        "خطوة التحقق الثانية مفعّلة بالفعل.",
    ),
    say(
        "second_factor_not_enrolled",
        "No second factor is set up.",
        "Drugi składnik logowania nie jest włączony.",
        "خطوة التحقق الثانية غير مفعّلة.",
    ),
    say(
        "wrong_code",
        "This code is not right or has been used.",
        "Ten kod jest niepoprawny lub został już użyty.",
        "هذا الرمز غير صحيح أو سبق استخدامه.",
    ),
    say(
        "not_a_mobile_number",
        "This number cannot receive messages; give a mobile number.",
        "Na ten numer nie można wysłać wiadomości; podaj numer komórkowy.",
        "لا يمكن لهذا الرقم استقبال الرسائل؛ أدخل رقم جوال.",
    ),
    say(
        "channel_unavailable",
        "Codes cannot be sent this way.",
        "Kodów nie można wysłać tą drogą.",
        "لا يمكن إرسال الرموز بهذه الطريقة.",
    ),
];
