//! Files of a business's records, and what they need to know of it.

use super::{Sentence, say};

pub(super) const EXPORTS: &[Sentence] = &[
    say(
        "one_year_only",
        "This file may be of one calendar year only.",
        "Ten plik może obejmować tylko jeden rok kalendarzowy.",
        "لا يجوز أن يشمل هذا الملف أكثر من سنة ميلادية واحدة.",
    ),
    say(
        "only_in_poland",
        "This file is for businesses in Poland.",
        "Ten plik jest przeznaczony dla firm w Polsce.",
        "هذا الملف مخصص للأنشطة التجارية في بولندا.",
    ),
    say(
        "currency_has_no_cents",
        "This file takes only currencies with two decimal places.",
        "Ten plik przyjmuje tylko waluty z dwoma miejscami po przecinku.",
        "لا يقبل هذا الملف إلا العملات ذات المنزلتين العشريتين.",
    ),
    say(
        "not_for_this_export",
        "This does not go with the file you ask for.",
        "Tego nie można podać przy tym pliku.",
        "لا يصلح هذا للملف المطلوب.",
    ),
    say(
        "too_many_rows_for_xlsx",
        "A spreadsheet has 200,000 rows at most; ask for CSV, or for fewer months.",
        "Arkusz mieści najwyżej 200 000 wierszy; wybierz CSV albo krótszy okres.",
        "يتسع جدول البيانات لما لا يزيد على 200,000 صف؛ اطلب ملف CSV أو فترة أقصر.",
    ),
    say(
        "too_many_exports",
        "Ten files are being made already; wait until one is ready.",
        "Powstaje już dziesięć plików; poczekaj, aż któryś będzie gotowy.",
        "يجري إعداد عشرة ملفات بالفعل؛ انتظر حتى يجهز أحدها.",
    ),
    say(
        "tax_profile_missing",
        "Fill in the business's tax profile first: name, NIP, tax office and the whole address with province, county and \
         municipality.",
        "Najpierw uzupełnij dane podatkowe firmy: nazwę, NIP, urząd skarbowy i pełny adres z województwem, powiatem i gminą.",
        "أكمل أولًا البيانات الضريبية للنشاط التجاري: الاسم والرقم الضريبي ومكتب الضرائب والعنوان الكامل.",
    ),
    say(
        "invalid_tax_id",
        "This is not a valid tax number.",
        "To nie jest poprawny numer identyfikacji podatkowej.",
        "هذا الرقم الضريبي غير صالح.",
    ),
    say(
        "invalid_tax_office",
        "The code of a tax office has four digits.",
        "Kod urzędu skarbowego ma cztery cyfry.",
        "رمز مكتب الضرائب يتكون من أربعة أرقام.",
    ),
];
