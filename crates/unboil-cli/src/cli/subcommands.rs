//! The list of subcommands, as a macro.
//!
//! `check: Check,` in a list declares the module `check`, whose type `Check` has the arguments and a method
//! `run(self, &Context) -> Result<Exit, Problem>`. The module's name is the name of the subcommand, unless
//! another follows it (`trial as "try"`), and the order of the list is that of the help.

/// Declares the modules of subcommands, and an enum that parses and runs them.
macro_rules! subcommands {
    (@name $module:ident) => { stringify!($module) };
    (@name $module:ident $name:literal) => { $name };
    ($Command:ident: $($(#[$attribute:meta])* $visibility:vis $module:ident $(as $name:literal)?: $Arguments:ident,)*) => {
        $($(#[$attribute])* $visibility mod $module;)*

        /// A subcommand with its arguments.
        #[derive(Debug, clap::Subcommand)]
        enum $Command {
            $(
                $(#[$attribute])*
                #[command(name = $crate::cli::subcommands::subcommands!(@name $module $($name)?))]
                $Arguments(Box<$module::$Arguments>),
            )*
        }

        impl $Command {
            /// Runs the subcommand.
            ///
            /// # Errors
            /// The subcommand could not start; nothing was written.
            fn run(
                self,
                context: &$crate::cli::context::Context,
            ) -> Result<$crate::console::exit::Exit, $crate::console::messages::Problem> {
                match self {
                    $($(#[$attribute])* Self::$Arguments(arguments) => arguments.run(context),)*
                }
            }
        }
    };
}

pub(super) use subcommands;
