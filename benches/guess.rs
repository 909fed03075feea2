//! Cost of a guess: time to decode a document of some 5 kB in a legacy encoding without declaration, on one core. The
//! answer is checked.
//!
//! `cargo bench --bench guess` prints times; `cargo test --bench guess` runs everything once. The texts are words of a language in random order, so letter pairs and bytes are about as frequent as in real text, which is what the time depends on.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use unboil::{Cleaner, Options, RuleSet};

/// Length of a document in bytes, that of an article.
const BYTES: usize = 5_000;

/// An encoding, and words of a language written in it.
struct Case {
    label: &'static str,
    words: &'static str,
}

const CASES: [Case; 8] = [
    Case {
        label: "windows-1251",
        words: "паром отошёл от причала, когда на берегу ещё стояли люди; капитан сказал: ждать больше нельзя. Ветер \
                крепчал, волны бились о камни, чайки кружили над водой. Вечером жители посёлка собрались у маяка, \
                чтобы решить судьбу старой верфи. Рыбаки чинили сети, дети играли, а учительница читала письмо вслух",
    },
    Case {
        label: "koi8-r",
        words: "поезд пришёл ночью, и пассажиры долго искали свои вещи под фонарём. Дежурный объявил, что буфет закрыт \
                до утра. Кто-то запел, кто-то спорил о погоде и ценах, старик молчал и смотрел на пустую дорогу",
    },
    Case {
        label: "iso-8859-2",
        words: "łódź odpłynęła, zanim ludzie zdążyli wrócić na przystań; kapitan mówił, że dłużej czekać nie można. \
                Wiatr wzmógł się, fale uderzały o kamienie, mewy krążyły nad wodą. Wieczorem mieszkańcy wsi spotkali \
                się przy latarni, żeby rozstrzygnąć o losie starej stoczni. Rybacy naprawiali sieci, dzieci bawiły się",
    },
    Case {
        label: "windows-1252",
        words: "die Fähre fuhr ab, während am Ufer noch Leute standen; länger könne man nicht warten, erklärte der Kapitän. \
                Später trafen sich die Bürger der Gemeinde beim Leuchtturm, um über die Zukunft der Werft zu beschließen. \
                Möwen kreisten über dem Wasser, die Fischer flickten Netze, größere Kinder übten für das Fest",
    },
    Case {
        label: "windows-1253",
        words: "το πλοίο έφυγε από το λιμάνι, ενώ στην προβλήτα στέκονταν ακόμη άνθρωποι. Ο καπετάνιος είπε πως δεν μπορούσε \
                να περιμένει άλλο. Ο άνεμος δυνάμωσε, τα κύματα χτυπούσαν τους βράχους και οι γλάροι γύριζαν πάνω από το νερό",
    },
    Case {
        label: "shift_jis",
        words: "渡し船が 港を 出たあとも、 人々は 桟橋に 立っていた。 船長は もう 待てないと 言った。 風が 強くなり、 波が \
                岩を 打ち、 カモメが 水の上を 回っていた。 夕方 住民は 灯台に 集まり、 古い 造船所を どうするか 話し合った。",
    },
    Case {
        label: "gb18030",
        words: "渡船 离开 港口 以后， 人们 还在 码头上 站了 很久。 船长 说， 不能 再 等了。 风 越来越 大， 海浪 打着 石头， \
                海鸥 在 水面上 飞来飞去。 晚上 居民 在 灯塔 旁边 开会， 讨论 老 造船厂 的 前途。 孩子们 玩耍， 老师 念信。",
    },
    Case {
        label: "euc-kr",
        words: "나룻배가 항구를 떠난 뒤에도 사람들은 오래 서 있었다. 선장은 더 기다릴 수 없다고 말했다. 바람이 거세지고 파도가 \
                바위를 때렸으며 갈매기가 물 위를 돌았다. 저녁에 주민들은 등대에 모여 오래된 조선소의 앞날을 의논했다.",
    },
];

impl Case {
    /// A text of the words in a fixed pseudo-random order, and the same in the encoding.
    fn text_and_bytes(&self) -> (String, Vec<u8>) {
        let encoding = encoding_rs::Encoding::for_label(self.label.as_bytes()).expect("a label");
        let words: Vec<&str> = self.words.split_whitespace().collect();
        let (mut text, mut state) = (String::new(), 7_u32);
        let mut bytes = Vec::new();
        while bytes.len() < BYTES {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(words[(state >> 8) as usize % words.len()]);
            text.push(if state >> 28 == 0 { '\n' } else { ' ' });
            bytes = encoding.encode(&text).0.into_owned();
        }
        (text, bytes)
    }
}

fn main() {
    divan::main();
}

#[divan::bench(args = CASES.iter().map(|case| case.label), sample_count = 20)]
fn guess(bencher: Bencher<'_, '_>, label: &str) {
    let case = CASES.iter().find(|case| case.label == label).expect("a case");
    let (text, bytes) = case.text_and_bytes();
    let rules = RuleSet::builder().build().expect("no rules");
    let cleaner = Cleaner::new(rules.into(), Options::default());
    assert_eq!(cleaner.decode(&bytes).expect("text").text, text);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| black_box(cleaner.decode(black_box(&bytes)).expect("text")));
}
