//! Texts that say something twice on purpose.

use super::stays;

#[test]
fn song_with_a_refrain() {
    stays(
        "
Down to the ford where the alders grow
Row, brothers, row to the other side
Nobody knows what the millers know
Row, brothers, row to the other side

Over the weir and against the wind
Row, brothers, row to the other side
Row, brothers, row to the other side
Nobody asks what the wind has thinned
",
    );
}

#[test]
fn litany() {
    stays(
        "
From flood and from fire,
deliver the valley, we pray.
From frost in the blossom,
deliver the valley, we pray.
From men with long papers,
deliver the valley, we pray.
",
    );
}

#[test]
fn questions_with_the_same_short_answer() {
    stays(
        "
Is the bridge open to lorries?
Yes, on weekdays.
Is the ferry running?
Yes, on weekdays.
May dogs come along?
No.
May bicycles come along?
No.
",
    );
}

#[test]
fn the_same_question_to_several_people() {
    stays(
        "
What did you take with you when the water came?
My mother's clock and the cat.
What did you take with you when the water came?
Nothing. There was no time for it.
What did you take with you when the water came?
The accounts of the mill, all forty years of them.
",
    );
}

#[test]
fn table_rows() {
    stays(
        "
| gate | morning | evening |
| north | 12 | 14 |
| south | 12 | 14 |
| south | 12 | 14 |
| east | 0 | 0 |
",
    );
}

#[test]
fn columns_of_figures() {
    stays(
        "
1911 12.4 80.1 3.0
1912 12.4 80.1 3.0
1912 12.4 80.1 3.0
1913 11.9 78.6 2.8
",
    );
}

#[test]
fn code_that_repeats_itself() {
    stays(
        "
fn main() {
println!(\"row, row, row your boat\");
println!(\"row, row, row your boat\");
assert_eq!(total(&rows), rows.len());
assert_eq!(total(&rows), rows.len());
}
",
    );
}

#[test]
fn timeline_with_dates_as_headings() {
    stays(
        "
12 March 1911
The dam at the upper mill breaks after three days of rain, and the lower village is cut off from the road.
14 March 1911
Boats bring bread and lamp oil. The railway company promises a new bridge before the year is out.
2 April 1911
The water is back between its banks. Of forty houses on the quay eleven are standing.
9 May 1911
The promise is withdrawn by letter, and nobody in the village is surprised by it.
",
    );
}

#[test]
fn dialogue() {
    stays(
        "
“You came back,” she said.
“I came back.”
“You said that you would not.”
“I said a lot of things.”
“You came back,” she said.
“I came back.”
",
    );
}

#[test]
fn transcript_with_speakers() {
    stays(
        "
CHAIR: Are there any objections?
MEMBERS: No.
CHAIR: Then it is so ordered. Are there any objections to the second motion?
MEMBERS: No.
CHAIR: Then it is so ordered.
",
    );
}

#[test]
fn rhetoric_inside_one_line() {
    stays(
        "
We shall not sell the mill, we shall not sell the weir, we shall not sell the water. We shall not sell the mill.
Never again, he said, and then, more quietly: never again. Never again.
Holy, holy, holy, it went through the nave, holy, holy, holy.
",
    );
}

#[test]
fn recipe_with_the_same_step_twice() {
    stays(
        "
Ingredients
200 g rye flour
200 ml water
Method
Cover and leave to rest.
Fold the dough from all four sides and turn it over.
Cover and leave to rest.
Fold the dough from all four sides and turn it over.
Bake for fifty minutes.
",
    );
}

#[test]
fn pros_and_cons_with_the_same_labels() {
    stays(
        "
The old bridge
Good
Wide enough for two carts
Bad
Closed in winter
The new bridge
Good
Open in winter
Bad
Closed to carts
",
    );
}
