//! What the till and the books say.

use super::{Sentence, say};

/// Refusals of the till, and faults of its fields.
pub(super) const TILL: &[Sentence] = &[
    say(
        "month_closed",
        "The books of this month are closed.",
        "Księgi tego miesiąca są zamknięte.",
        "دفاتر هذا الشهر مغلقة.",
    ),
    say(
        "month_not_over",
        "The month is not over yet in every shop.",
        "Miesiąc jeszcze się nie skończył w każdym salonie.",
        "لم ينته الشهر بعد في جميع الفروع.",
    ),
    say(
        "books_disagree",
        "The entries of the month do not add up to its totals, so it stays open. Please tell support.",
        "Zapisy miesiąca nie zgadzają się z jego sumami, więc pozostaje otwarty. Powiadom pomoc techniczną.",
        "قيود الشهر لا تطابق مجاميعه، لذا يبقى مفتوحًا. يرجى إبلاغ الدعم.",
    ),
    say(
        "refund_above_charge",
        "This is more than is left to give back.",
        "To więcej, niż pozostało do zwrotu.",
        "هذا أكثر مما تبقى لرده.",
    ),
    say(
        "discount_above_charge",
        "The discount is higher than what is left of the charge.",
        "Rabat jest wyższy niż pozostała kwota należności.",
        "الخصم أكبر من المتبقي من المبلغ.",
    ),
    say(
        "no_such_charge",
        "Say which charge of this sale the discount lowers.",
        "Wskaż, którą należność tej sprzedaży obniża rabat.",
        "حدد أي مبلغ من هذا البيع يخفضه الخصم.",
    ),
    say(
        "nothing_to_refund",
        "This entry took no money, so there is nothing to give back.",
        "Ten zapis nie przyjął pieniędzy, więc nie ma czego zwrócić.",
        "هذا القيد لم يُقبض به مال، فلا شيء يُرد.",
    ),
    say(
        "nothing_to_correct",
        "The books say this already.",
        "Księgi już tak mówią.",
        "الدفاتر تقول ذلك بالفعل.",
    ),
    say(
        "correction_below_refunds",
        "More than this was already taken off or given back.",
        "Już obniżono lub zwrócono więcej.",
        "تم خصم أو رد أكثر من هذا بالفعل.",
    ),
    say(
        "correct_the_charge",
        "A refund or discount follows its charge; correct the charge.",
        "Zwrot i rabat idą za swoją należnością; popraw należność.",
        "الرد والخصم يتبعان مبلغهما؛ صحح المبلغ الأصلي.",
    ),
    say(
        "not_taxed",
        "Tips and deposits carry no tax.",
        "Napiwki i zaliczki nie mają podatku.",
        "الإكراميات والعربون بلا ضريبة.",
    ),
    say(
        "deposit_too_small",
        "Less than this is left of the deposit.",
        "Z zaliczki pozostało mniej.",
        "المتبقي من العربون أقل من ذلك.",
    ),
    say(
        "deposit_by_deposit",
        "A deposit is taken and given back in money.",
        "Zaliczkę przyjmuje się i zwraca w pieniądzach.",
        "العربون يُقبض ويُرد نقدًا أو بالبطاقة.",
    ),
    say(
        "tab_full",
        "This sale has as many entries as one can have; begin another.",
        "Ta sprzedaż ma już tyle zapisów, ile można mieć; zacznij nową.",
        "بلغ هذا البيع أكبر عدد ممكن من القيود؛ ابدأ بيعًا جديدًا.",
    ),
    say(
        "unknown_vat_rate",
        "There is no such tax rate in the country of the business.",
        "W kraju firmy nie ma takiej stawki podatku.",
        "لا توجد هذه النسبة الضريبية في بلد النشاط التجاري.",
    ),
    say(
        "month_malformed",
        "Write the month as 2027-03.",
        "Podaj miesiąc jako 2027-03.",
        "اكتب الشهر هكذا: 2027-03.",
    ),
    say(
        "day_in_future",
        "This day has not come yet.",
        "Ten dzień jeszcze nie nadszedł.",
        "هذا اليوم لم يأت بعد.",
    ),
    say(
        "day_too_far_back",
        "Entries go at most three months back.",
        "Zapisów można dokonywać najwyżej trzy miesiące wstecz.",
        "يمكن القيد حتى ثلاثة أشهر سابقة فقط.",
    ),
    say(
        "amount_is_zero",
        "The amount must be above zero.",
        "Kwota musi być większa od zera.",
        "يجب أن يكون المبلغ أكبر من الصفر.",
    ),
    say(
        "unknown_booking",
        "There is no such booking.",
        "Nie ma takiej rezerwacji.",
        "لا يوجد حجز كهذا.",
    ),
    say(
        "booking_of_another_shop",
        "This booking is of another shop; record the sale there.",
        "Ta rezerwacja dotyczy innego salonu; zapisz sprzedaż tam.",
        "هذا الحجز لفرع آخر؛ سجل البيع هناك.",
    ),
    say(
        "unknown_sale",
        "There is no such sale in this shop.",
        "W tym salonie nie ma takiej sprzedaży.",
        "لا يوجد بيع كهذا في هذا الفرع.",
    ),
    say(
        "unknown_entry",
        "There is no such entry in this shop.",
        "W tym salonie nie ma takiego zapisu.",
        "لا يوجد قيد كهذا في هذا الفرع.",
    ),
    say(
        "not_with_booking",
        "A sale is of a booking or over the counter, not both.",
        "Sprzedaż dotyczy rezerwacji albo lady, nie obu.",
        "البيع إما لحجز أو مباشر، لا كلاهما.",
    ),
    say(
        "one_of_two",
        "Give one of the two, not both.",
        "Podaj jedno z dwojga, nie oba.",
        "اذكر أحد الاثنين فقط.",
    ),
    say(
        "follows_the_charge",
        "A discount takes this from the charge it lowers.",
        "Rabat bierze to z należności, którą obniża.",
        "يأخذ الخصم هذا من المبلغ الذي يخفضه.",
    ),
    say(
        "only_of_discounts",
        "Only a discount lowers another line.",
        "Tylko rabat obniża inną pozycję.",
        "الخصم وحده يخفض بندًا آخر.",
    ),
];
