//! Macros for builders that delegate most methods to the renderer; sea-query's traits have many methods and no
//! delegation.

/// Defines methods that call the renderer's methods of the same name.
macro_rules! forward {
    ($self:ident => $renderer:expr; $($method:ident($($name:ident: $type:ty),*);)*) => {
        $(fn $method(&$self, $($name: $type,)* sql: &mut impl SqlWriter) {
            $renderer.$method($($name,)* sql);
        })*
    };
}

/// Implements the supertraits of [`QueryBuilder`] by delegating to the renderer.
macro_rules! as_renderer {
    ($type:ty, $self:ident => $renderer:expr) => {
        impl QuotedBuilder for $type {
            fn quote(&$self) -> Quote {
                $renderer.quote()
            }

            forward! { $self => $renderer; prepare_iden(name: &DynIden); }
        }

        impl EscapeBuilder for $type {
            fn needs_escape(&$self, text: &str) -> bool {
                $renderer.needs_escape(text)
            }

            fn write_escaped(&$self, sql: &mut impl Write, text: &str) {
                $renderer.write_escaped(sql, text);
            }

            fn unescape_string(&$self, text: &str) -> String {
                $renderer.unescape_string(text)
            }
        }

        impl TableRefBuilder for $type {}

        impl PrecedenceDecider for $type {
            fn inner_expr_well_known_greater_precedence(&$self, inner: &Expr, outer: &Oper) -> bool {
                $renderer.inner_expr_well_known_greater_precedence(inner, outer)
            }
        }

        impl OperLeftAssocDecider for $type {
            fn well_known_left_associative(&$self, operator: &BinOper) -> bool {
                $renderer.well_known_left_associative(operator)
            }
        }
    };
}

pub(in crate::query_builder) use {as_renderer, forward};
