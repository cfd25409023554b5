//! What is wrong with somebody's own words, and where.

use super::{Sentence, say};

pub(super) const TEMPLATES: &[Sentence] = &[
    say(
        "template_approved_by_vendor",
        "The words of WhatsApp messages are approved by their vendor and cannot be changed here.",
        "Treść wiadomości WhatsApp zatwierdza dostawca; nie można jej tu zmienić.",
        "كلمات رسائل واتساب يعتمدها المزوّد ولا يمكن تغييرها هنا.",
    ),
    say(
        "template_empty",
        "Line {line}, column {column}: there are no words here.",
        "Wiersz {line}, kolumna {column}: nie ma tu żadnych słów.",
        "السطر {line}، العمود {column}: لا توجد كلمات هنا.",
    ),
    say(
        "template_too_long",
        "Line {line}, column {column}: the text is longer than allowed from here on.",
        "Wiersz {line}, kolumna {column}: odtąd tekst jest dłuższy, niż wolno.",
        "السطر {line}، العمود {column}: النص أطول من المسموح به من هنا.",
    ),
    say(
        "template_has_hidden_characters",
        "Line {line}, column {column}: here is a character that cannot be seen.",
        "Wiersz {line}, kolumna {column}: jest tu znak, którego nie widać.",
        "السطر {line}، العمود {column}: يوجد هنا رمز غير مرئي.",
    ),
    say(
        "template_not_closed",
        "Line {line}, column {column}: what begins here is not closed: {found}",
        "Wiersz {line}, kolumna {column}: to, co się tu zaczyna, nie jest zamknięte: {found}",
        "السطر {line}، العمود {column}: ما يبدأ هنا غير مغلق: {found}",
    ),
    say(
        "template_not_offered",
        "Line {line}, column {column}: only a name, “if”, “else” and “endif” may stand here, not: {found}",
        "Wiersz {line}, kolumna {column}: może tu stać tylko nazwa, „if”, „else” i „endif”, a nie: {found}",
        "السطر {line}، العمود {column}: لا يجوز هنا إلا اسم أو \"if\" أو \"else\" أو \"endif\"، وليس: {found}",
    ),
    say(
        "template_nothing_open",
        "Line {line}, column {column}: no “if” is open here: {found}",
        "Wiersz {line}, kolumna {column}: żadne „if” nie jest tu otwarte: {found}",
        "السطر {line}، العمود {column}: لا يوجد \"if\" مفتوح هنا: {found}",
    ),
    say(
        "template_too_deep",
        "Line {line}, column {column}: at most four passages may stand one in another: {found}",
        "Wiersz {line}, kolumna {column}: najwyżej cztery fragmenty mogą stać jeden w drugim: {found}",
        "السطر {line}، العمود {column}: لا يجوز تداخل أكثر من أربع فقرات: {found}",
    ),
    say(
        "template_names_too_much",
        "Line {line}, column {column}: at most 60 names may stand in a text: {found}",
        "Wiersz {line}, kolumna {column}: w tekście może stać najwyżej 60 nazw: {found}",
        "السطر {line}، العمود {column}: لا يجوز أن يحتوي النص على أكثر من 60 اسمًا: {found}",
    ),
    say(
        "unknown_variable",
        "Line {line}, column {column}: there is no “{found}” in this message.",
        "Wiersz {line}, kolumna {column}: w tej wiadomości nie ma „{found}”.",
        "السطر {line}، العمود {column}: لا يوجد \"{found}\" في هذه الرسالة.",
    ),
    say(
        "subject_has_lines",
        "Line {line}, column {column}: a subject is one line.",
        "Wiersz {line}, kolumna {column}: temat to jeden wiersz.",
        "السطر {line}، العمود {column}: العنوان سطر واحد.",
    ),
    say(
        "template_without_time",
        "Line {line}, column {column}: a text message must always say when: use “when” or “when_short” outside of any condition.",
        "Wiersz {line}, kolumna {column}: SMS musi zawsze podawać termin: użyj „when” albo „when_short” poza warunkami.",
        "السطر {line}، العمود {column}: يجب أن تذكر الرسالة النصية الموعد دائمًا: استخدم \"when\" أو \"when_short\" خارج أي شرط.",
    ),
    say(
        "template_without_disclaimer",
        "Line {line}, column {column}: a text message about a payment must always say that it is no fiscal receipt: use “disclaimer” outside of any condition.",
        "Wiersz {line}, kolumna {column}: SMS o płatności musi zawsze mówić, że nie jest paragonem fiskalnym: użyj „disclaimer” poza warunkami.",
        "السطر {line}، العمود {column}: يجب أن تذكر الرسالة النصية عن الدفع دائمًا أنها ليست إيصالًا ضريبيًا: استخدم \"disclaimer\" خارج أي شرط.",
    ),
    say(
        "nothing_paid",
        "Nothing was paid for this booking yet.",
        "Za tę wizytę jeszcze nic nie zapłacono.",
        "لم يُدفع أي مبلغ عن هذا الحجز بعد.",
    ),
    say(
        "template_without_subject",
        "Line {line}, column {column}: a text message has no subject.",
        "Wiersz {line}, kolumna {column}: SMS nie ma tematu.",
        "السطر {line}، العمود {column}: ليس للرسالة النصية عنوان.",
    ),
];
