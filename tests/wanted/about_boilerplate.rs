//! Texts that quote boilerplate, or are about it.

use super::stays;

#[test]
fn quoted_boilerplate() {
    stays(
        "
The last line of every letter was the same: “Sign up for our newsletter.” Nobody ever did.
“Share this article,” the banner said, and for a week the whole school shared nothing else.
A notice hung over the till. It read “We use cookies to improve your experience”, and under it stood a plate of biscuits.
",
    );
}

#[test]
fn article_on_cookies() {
    stays(
        "
How cookie banners came to be
A cookie is a small text that a site leaves in the browser. The first were written in 1994, to remember what was in a basket.
Whether visitors accept all cookies depends mostly on the colour of the button, a study of four hundred sites found.
Many of those asked said that they accept cookies without reading a word, because the notice hides the text below it.
",
    );
}

#[test]
fn article_on_newsletters() {
    stays(
        "
Why we sign up for newsletters and never read them
Readers subscribe to a newsletter in the evening and unsubscribe from it in the morning, the publisher's figures show.
She asked her readers to follow her to a new address, and one in nine did.
To subscribe to our newsletter was once a small act of trust, one editor says; now it is a toll at the gate.
",
    );
}

#[test]
fn advertisement_and_comment_as_subjects() {
    stays(
        "
The advertisement ran for eleven weeks and sold four ploughs.
No comment was made by the mill, and no comments were asked of the farmers who stood at its gate that morning.
Related articles of faith divided the two parishes: both believed in bells, and only one could pay for them.
The deed listed all rights reserved to the crown on its back, the smallest first.
",
    );
}

#[test]
fn sentences_that_begin_like_labels() {
    stays(
        "
Share your bread with whoever comes across the bridge, the old rule of the house said, and ask no names.
Read more than one book a winter, the teacher told them, or the winter will read you.
Photographs of the flood hung in the hall for sixty years, until the damp took the last of them away.
Updated maps reached the valley only after the war, and they showed the bridge on the wrong side of the mill.
Follow us, cried the boatmen, and the whole quay followed them down to the weir with lanterns and ropes.
",
    );
}

#[test]
fn short_headings_that_look_like_menu_words() {
    stays(
        "
Home
For eleven families the quay had been home for as long as anybody could remember, and they said so to the court.
About
About forty of the letters survive, most of them unsigned, and all of them are about the price of the new bridge.
Contact
Contact with the other bank was lost on the third day, and only the bells told that somebody was still there.
",
    );
}
