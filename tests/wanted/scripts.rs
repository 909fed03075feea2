//! Letters and signs that are joined by invisible characters.

use super::stays;

#[test]
fn persian_with_non_joiners() {
    stays(
        "
کتاب‌های کهن را نمی‌توان دوباره نوشت، اما می‌شود آن‌ها را با دقت و حوصله در خانه نگه داشت.
خانه‌ای که کنار رودخانه بود، در بهار گذشته فرو ریخت و کسی از همسایه‌ها چیزی نگفت.
",
    );
}

#[test]
fn hindi_with_joiners() {
    stays(
        "
नदी के किनारे की चक्\u{200D}की सर्दियों में बंद रही, और गाँव के लोग आटा दूसरे घाट से लाते रहे।
उसने कहा कि क्\u{200C}ष को अलग लिखना चाहिए, और बाकी सब चुप रहे।
",
    );
}

#[test]
fn emoji_families_flags_and_tones() {
    stays(
        "
The family 👩\u{200D}👩\u{200D}👧\u{200D}👦 waved from the quay, and the ferryman 👨🏽\u{200D}✈\u{FE0F} waved back at all of them.
Flags of two countries 🇫🇷🇩🇪 and of one that is part of another 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} hung over the bridge.
",
    );
}

#[test]
fn right_to_left_text_with_its_marks() {
    stays(
        "
המספר \u{200E}+49 30 1234\u{200E} נכתב על הקיר ליד הגשר, ואיש לא ידע של מי הוא.
قالت الصحيفة إن الجسر \u{2067}القديم\u{2069} أُغلق أمام العربات منذ بداية الشتاء.
",
    );
}

#[test]
fn quotes_dashes_and_ellipses_of_every_country() {
    stays(
        "
„Nie wieder“, sagte er – und ging… « Jamais », dit-elle — „nigdy”, odpowiedział.
「もう二度と」と彼は言った――そして黙った……。
",
    );
}
