//! Markdown as rules see it: a text whose lines lack the markup around them, and the way back.
//!
//! A [`View`] hides the marks of headings, quotes, links, emphasis and escapes. Its lines are those of the source, one for one, so a
//! rule that removes a line of the view removes the line of the source with its markup. What would leave half of a link or of a list
//! item behind stays, and so do code, tables, HTML and metadata: [`View::removals`] decides. The parser is `pulldown-cmark`.
//!
//! ```
//! use unboil_markdown::View;
//! use unboil_text::Span;
//!
//! let view = View::new("# The ferry\n\n**[Share on Facebook](https://x.example)**\n");
//! assert_eq!(view.text(), "The ferry\n\nShare on Facebook\n");
//! assert_eq!(view.removals(&[Span::new(11, 29)], &[]), [Some(Span::new(13, 56))]);
//! ```

mod hidden;
mod parts;
mod removals;
mod view;

pub use view::View;
