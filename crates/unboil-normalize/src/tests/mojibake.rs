//! Mojibake: text that is repaired, text that must stay, and the laws over damaged text.

use super::{checked, logged};
use crate::{Fix, normalize, normalize_with};
use encoding_rs::Encoding;
use proptest::prelude::*;

/// Cases of damaged and repaired lines.
#[track_caller]
fn repaired(cases: &[(&str, &str)]) {
    for (damaged, want) in cases {
        assert_eq!(checked(damaged), format!("{want}\n"), "for {damaged:?}");
        let unrepaired = normalize_with(damaged, false, &mut ());
        assert_eq!(normalize_with(&unrepaired, false, &mut ()), unrepaired);
    }
}

/// The text as decoded by a program that decodes its UTF-8 as `label`; undefined bytes become controls.
fn misread(text: &str, label: &str) -> String {
    let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
    text.bytes()
        .map(|byte| {
            let bytes = [byte];
            let c = encoding.decode_without_bom_handling(&bytes).0.chars().next();
            c.filter(|&c| c != '\u{FFFD}').unwrap_or(char::from(byte))
        })
        .collect()
}

/// The text as decoded by a program that mistakes one encoding for another.
fn read_as(text: &str, label: &str, wrong: &str) -> String {
    let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{text} in {label}");
    let wrong = Encoding::for_label(wrong.as_bytes()).expect("a label");
    wrong.decode_without_bom_handling(&bytes).0.into_owned()
}

/// One sentence per language, written for these tests.
const SENTENCES: &[&str] = &[
    "Über den Dächern der Stadt läuten früh die Glocken, und niemand hört sie größer werden.",
    "À la fin de l’été, la forêt où j’étais née sentait déjà la pluie – et le bois brûlé.",
    "Mañana por la mañana el señor Núñez cerrará la tienda; ¿quién venderá el pan?",
    "Não há razão para a canção ser só do irmão; ela é também da mãe.",
    "Příliš mnoho žlutých koní stálo u řeky a čekalo, až přestane déšť.",
    "Gdyby łódź nie była źle związana, książę żyłby jeszcze.",
    "Az öreg tűzoltó rögtön észrevette, hogy füstöl a szőlő fölötti ház.",
    "Şehrin dışındaki bağda üzüm toplayan işçiler öğle yemeğine geç kaldı.",
    "Ziemā ūdens upē kļūst ciets, un bērni slīd pāri uz otru krastu.",
    "Žuvėdros skrenda į šiaurę, kai ežerą užšąla ledas ir tyla.",
    "Когда паром отошёл от берега, на причале ещё долго стояли люди.",
    "Коли пором відійшов від берега, на причалі ще довго стояли люди.",
    "Όταν το πλοίο έφυγε από το λιμάνι, κανείς δεν κοίταξε πίσω.",
    "כשהמעבורת יצאה מן הנמל עמדו האנשים עוד זמן רב על המזח.",
    "عندما غادرت العبارة الميناء بقي الناس واقفين على الرصيف.",
    "جب کشتی بندرگاہ سے نکلی تو لوگ دیر تک کھڑے رہے۔",
    "जब नाव किनारे से निकली, तब लोग देर तक घाट पर खड़े रहे।",
    "เมื่อเรือออกจากท่า ผู้คนยังยืนอยู่ที่ท่าเรืออีกนาน",
    "როცა ბორანი ნაპირს მოშორდა, ხალხი დიდხანს იდგა.",
    "渡し船が港を出たあとも、人々は長いあいだ桟橋に立っていた。",
    "나룻배가 항구를 떠난 뒤에도 사람들은 오래 서 있었다.",
    "渡船离开港口以后，人们还在码头上站了很久。",
    "Khi chiếc phà rời bến, người ta còn đứng rất lâu trên cầu tàu.",
    "The ferry left at seven “as always”, he said — and nobody’s umbrella was dry… 🌧️",
];

/// The code pages that readers of a language used.
const LABELS: &[&str] = &["windows-1252", "windows-1250", "windows-1251", "iso-8859-2", "macintosh", "windows-1257"];

#[test]
fn utf8_read_as_another_code_page_comes_back() {
    for sentence in SENTENCES {
        // In other pages, other writing systems become words of letters alone, or with dashes: `бѓ–`.
        let below = |end: char| sentence.chars().all(|c| c < end || matches!(c, '\u{1E00}'..='\u{20FF}'));
        for label in LABELS.iter().filter(|&&label| match label {
            "windows-1252" => true,
            "macintosh" => below('\u{250}'),
            _ => below('\u{530}'),
        }) {
            assert_eq!(checked(&misread(sentence, label)), checked(sentence), "as {label}");
        }
        let twice = misread(&misread(sentence, "windows-1252"), "windows-1252");
        assert_eq!(checked(&twice), checked(sentence), "twice");
    }
    repaired(&[
        ("Der Zug nach K├╢ln f├ñhrt sp├ñter", "Der Zug nach Köln fährt später"),
        ("les ├®tudiants fran├ºais", "les étudiants français"),
    ]);
}

/// A sentence that is not Latin, its encoding, and the one it was read as.
const MISREAD: &[(&str, &str, &str)] = &[
    ("Когда паром отошёл от берега, на причале ещё долго стояли люди.", "windows-1251", "windows-1252"),
    ("Когда паром отошёл от берега, на причале ещё долго стояли люди.", "koi8-r", "windows-1252"),
    ("Когда паром отошёл от берега, на причале ещё долго стояли люди.", "koi8-r", "windows-1251"),
    ("Коли пором відійшов від берега, на причалі ще довго стояли люди.", "koi8-u", "windows-1251"),
    ("Όταν το πλοίο έφυγε από το λιμάνι, κανείς δεν κοίταξε πίσω.", "windows-1253", "windows-1252"),
    ("渡し船が港を出たあとも、人々は長いあいだ桟橋に立っていた。", "shift_jis", "windows-1252"),
    ("나룻배가 항구를 떠난 뒤에도 사람들은 오래 서 있었다.", "euc-kr", "windows-1252"),
    ("渡船离开港口以后，人们还在码头上站了很久，看着水面。", "gbk", "windows-1252"),
    ("Когда паром отошёл от берега, на причале ещё долго стояли люди", "utf-8", "gbk"),
    ("À l’été, où l’air était déjà tiède, j’étais née d’un père", "utf-8", "gbk"),
    ("Когда паром отошёл от берега, на причале ещё долго стояли люди.", "utf-8", "koi8-r"),
    ("Коли пором відійшов від берега, на причалі ще довго стояли люди.", "utf-8", "koi8-u"),
    ("«Когда паром отошёл, – сказал он, – на причале стояли люди»", "utf-8", "ibm866"),
    ("Паром № 7", "utf-8", "ibm866"),
    ("L’élève a payé 4 € à l’hôtel, et son frère a mangé un œuf près de la forêt.", "utf-8", "iso-8859-15"),
    ("Über den Dächern läuten früh die Glocken, größer als je; schöne Straße.", "utf-8", "iso-8859-15"),
];

#[test]
fn text_of_one_legacy_encoding_read_as_another_comes_back() {
    for (text, label, wrong) in MISREAD {
        let damaged = read_as(text, label, wrong);
        assert_eq!(checked(&damaged), format!("{text}\n"), "{label} as {wrong}: {damaged}");
        let (_, rewrites) = logged(&format!("sound\n{damaged}\n"));
        assert!(!rewrites.is_empty() && rewrites.iter().all(|rewrite| rewrite.fix == Fix::Mojibake));
    }
}

#[test]
fn what_could_be_sound_in_another_reading_stays() {
    for line in [
        // Too little to be certain.
        "Êàæäûé ÷åëîâåê",
        "Ma³¿eñstwo mo¿e byæ zawarte jedynie za swobodnie wyra¿on¹ zgod¹.",
        "褌芯谐芯",
        "卡拉OK和T恤，小写谢谢，校写小写。",
        // Tables of characters.
        "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
        "\"¡¢£¤¥¦§¨©ª«¬\\xad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷\"",
        "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
        // Without the mark, or not readable.
        "РосНЕФТЬ, ГазПРОМ и РусГИДРО: сегодня МОСБИРЖА выросла, а инДЕКС РТС нет",
        "║ Имя │ Год ║ └─ папка ├─Тома ╠═Год ─═╬═─ Да п≈я",
        "п╨я╨Да",
        "бАНАН, кАПС ЛОК ВКЛЮЧЁН, пРИВЕТ ВСЕМ, кАК ДЕЛА У ВАС СЕГОДНЯ",
        "ÉÈÊËÉÈÊËÉÈÊËÉÈÊË ÀÂÄÀÂÄÀÂÄÀÂÄ ÔÖÔÖÔÖÔÖ ÛÜÛÜÛÜÛÜ",
    ] {
        let (out, rewrites) = logged(line);
        assert!(rewrites.iter().all(|rewrite| rewrite.fix != Fix::Mojibake), "{line:?} became {out:?}");
        checked(line);
    }
}

#[test]
fn lines_without_end_are_repaired_in_pieces() {
    let sound = "Über den Dächern läuten früh die Glocken; à l’été où j’étais née. ".repeat(3_000);
    let damaged = misread(&sound, "windows-1252");
    assert!(damaged.len() > 200_000);
    assert_eq!(checked(&damaged).trim_end(), sound.trim_end());
    // No ASCII character to cut after.
    let dense = "Ã¨".repeat(50_000);
    assert_eq!(checked(&dense).trim_end(), "è".repeat(50_000));
}

#[test]
fn single_words_and_mixtures_are_read_back() {
    repaired(&[
        ("MÃ¼nchen", "München"),
        ("CAFÃ‰ DU NORD", "CAFÉ DU NORD"),
        ("â€œNobody,â€\u{9D} she said, â€˜nobodyâ€™s hereâ€™â€¦", "“Nobody,” she said, ‘nobody’s here’…"),
        ("it costs Â£5 or â‚¬7", "it costs £5 or €7"),
        ("20Â°C in the shade Â© the author", "20°C in the shade © the author"),
        ("sound Köln next to KÃ¶ln", "sound Köln next to Köln"),
        ("ï»¿first line", "first line"),
        ("the ï¿½ sign", "the \u{FFFD} sign"),
        ("rain ðŸŒ§ and sun ðŸŒž", "rain 🌧 and sun 🌞"),
        ("smile í\u{A0}½í¸\u{80} twice", "smile 😀 twice"),
        ("the TCRÎ±Î² chain", "the TCRαβ chain"),
        // Two and three layers.
        ("GrÃƒÂ¼ÃƒÅ¸e", "Grüße"),
        ("GrÃƒÆ’Ã‚Â¼n", "Grün"),
        // Completed by entities, split by characters that are removed.
        ("GR&Atilde;&oelig;N und gr&Atilde;&frac14;n", "GRÜN und grün"),
        ("gr\u{200B}Ã\u{200B}¼n", "grün"),
        ("gruÃ\u{83}Â¼n", "gruün"),
    ]);
}

#[test]
fn what_was_lost_is_made_up_only_where_the_line_is_surely_damaged() {
    repaired(&[
        ("dÃ©jÃ\u{A0} vu", "déjà vu"),
        ("de lÃ  Ã  PrÃ©s, voilÃ  tout", "de là à Prés, voilà tout"),
        ("grÃ¢ce Ã lui", "grâce à lui"),
        ("Ð ÐµÐºÐ°", "Река"),
        ("â€œmaybeâ€? said the oneâ€™s sister", "“maybe\u{FFFD} said the one’s sister"),
        // Without evidence they stay.
        ("C O R A Ç Ã O", "C O R A Ç Ã O"),
        ("AMANHÃ ? AMANHÃ?", "AMANHÃ ? AMANHÃ?"),
        ("Å leve er Å dø", "Å leve er Å dø"),
    ]);
}

#[test]
fn sound_text_stays() {
    let lines = [
        "“CAFÉ”… «É» É® É™ MAMÃ™ IRMÃ” AMANHÔ HÂL┠‘Ã’ (Â)",
        "ROSÉ® · L’Été… PAPÁ… CHLOË…” voilà…” ¿OLÉ¿? ß“ GROSS“ Spaß“ „Spaß“ Spaß…",
        "10 кВ» и 10 мВ… «НАТО» ПЕР\u{AD}ВЫЙ УКРАЇНСЬКІ ЗМІ РІЗНІ РІК КИЇВ її Ґанок",
        "КОDЕ LІNЕ… СЕNТ – РОSТ… РОSТЕ» СТО°",
        "ΕΛΛΑΔΑ» ΝΈΑ ΟΎΤΕ “Α” Ω… 5 Ω",
        "‘åÅ’ ‘äÄ’ ‘éÉ’ [ñÑ] yYnN çÇ’",
        "eƒe ƒã ƒé ŋu — ƒomea aƒe",
        "2√π ∆° x≈é ≤ß ∑é ◊ é",
        "┌─┬┐ │é│ ├─é └é ├── été ┬┐\n└──┘",
        "Ø ± 5 Ø½ Ø£5 «×» “×” 2×½ m² m³ Nº 1ª",
        "SKÅØYA OG BLÅØYE, Ēø, 12 Å— og 5 Å…",
        "PIAȚĂ™ VAIKŲ™ STÂNCĂ… ĂSTA",
        "اگر گفت؛ «ایران»… پای، ۱۲٪ “چرا؟”",
        "“–” … — ’tis ‚so‘ „so“ »so« ›so‹ l’épée d’œuvre",
        "WÄ£ÄL £ÄMÖ TÖÄ£",
        "I like $ÄVÍÑG money £ÖŤS",
        "Türkçe “HÂLÂ”, hâlâ… “Â”",
        "日本語テキスト「É…」 한국어 “É” 中文É…",
        "“stdÇ”—stdÇ",
        "≒≪≫√∽∝∵∫∬ Å‰♯♭♪†‡¶",
        // Arabic that was read as Latin-4 or Turkish; which of them is a guess.
        "ÇáÚŞáíÉ , ÇáÊäæíã ÇáãÛäÇØíÓí æ / Ãæ ÇáÇŞÊÑÇÍ",
    ];
    for line in lines {
        let (out, rewrites) = logged(line);
        assert!(rewrites.iter().all(|rewrite| rewrite.fix != Fix::Mojibake), "{line:?} became {out:?}");
        checked(line);
    }
    for sentence in SENTENCES {
        for text in [sentence.to_string(), sentence.to_uppercase(), sentence.replace(' ', "…")] {
            let (out, rewrites) = logged(&text);
            assert!(rewrites.iter().all(|rewrite| rewrite.fix != Fix::Mojibake), "{text:?} became {out:?}");
        }
    }
}

#[test]
fn each_repair_is_named() {
    let (out, rewrites) = logged("KÃ¶ln, MÃ¼nchen\n");
    assert_eq!(out, "Köln, München\n");
    let named: Vec<_> = rewrites.iter().map(|r| (r.span.start, r.span.end, r.now.as_str(), r.fix.id())).collect();
    assert_eq!(named, [(1, 5, "ö", "normalize/mojibake"), (10, 14, "ü", "normalize/mojibake")]);
    assert_eq!(normalize_with("KÃ¶ln\n", false, &mut ()), "KÃ¶ln\n");
}

#[test]
fn long_damage_takes_linear_time() {
    for part in ["Ã¶", "Ãƒ", "Ã", "Ã ", "â€", "â€™ ", "Ð¿Ñ€ ", "ÃƒÂ", "√†√", "├├í", "РІР", "É…", "Ã\u{83}Â"]
    {
        let text = part.repeat(30_000);
        let out = normalize(&text, &mut ());
        assert_eq!(normalize(&out, &mut ()), out, "for {part:?}");
    }
}

/// Fragments of mojibake, and of text that looks like it.
#[rustfmt::skip]
const BITS: &[&str] = &[
    "Ã", "Â", "â", "€", "™", "œ", "\u{9D}", "Ã¼", "Ã©", "Ã ", "Â ", "Â\u{A0}", "\u{A0}", "\u{AD}", "Ð", "Ñ", "¿", "€", "Å",
    "Ä", "Ë", "†", "ƒ", "‚", "„", "…", "Ÿ", "ð", "í", "½", "¸", "Р", "С", "В", "Г", "‚", "і", "ё", "Ђ", "Љ", "Ξ", "Ο",
    "±", "Ω", "├", "┬", "╣", "√", "≈", "π", "ª", "º", "ط", "ظ", "„", "پ", "Ă", "Ĺ", "ł", "ž", "š", "?", "\u{FFFD}", " ",
    "a", "b", "T", "é", "е", "&Atilde;", "&copy;", "&#131;", "\u{200B}", "\u{301}", "\u{303}", "A", "\u{83}", "\u{80}",
    "’", "“", "”", "»", "1", "\n", "¼", "©", "à", "¤", "ã", "\u{81}", "º", "¯", "ï", "»", "Ç", "ì", "ê", "á",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_for_mojibake(bits in prop::collection::vec(prop::sample::select(BITS), 0..30)) {
        checked(&bits.concat());
    }

    #[test]
    fn laws_hold_for_bytes_read_as_anything(bytes in any::<Vec<u8>>(), label in prop::sample::select(LABELS)) {
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        checked(&encoding.decode_without_bom_handling(&bytes).0);
        checked(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn laws_hold_for_text_in_the_wrong_encoding(
        words in prop::collection::vec(prop::sample::select(MISREAD), 1..3),
        from in 0..60_usize,
        upper in any::<bool>(),
    ) {
        let text: String = words.iter().map(|(text, label, wrong)| read_as(text, label, wrong)).collect();
        let text: String = text.chars().skip(from).collect();
        checked(&if upper { text.to_uppercase() } else { text });
    }

    #[test]
    fn laws_hold_for_damaged_text(text in "[a-zà-ÿА-яα-ωא-ת가-힣 “”’…]{0,40}", label in prop::sample::select(LABELS), times in 1..4) {
        let mut damaged = text;
        for _ in 0..times {
            damaged = misread(&damaged, label);
        }
        checked(&damaged);
    }
}
