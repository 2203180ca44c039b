"""Names that generated modules have given already: no entity, enum or operation is called so there."""

from __future__ import annotations

from typing import Final

from bot.core.plan.naming import word_set

# Types of TypeScript and React, and those that modules of a domain import.
TYPES: Final = word_set(
    """
    Array Blob Boolean Caller Choice Date Db Element Error Event Field File Form Function Image Item
    Json Link Map Metadata Node Number Object Omit Option Page Partial Pick Principal Promise
    Readonly Record Request Response Role Route Script Set String Symbol Tx View Viewer
    """
)
# What modules with tables and operations import, or name by themselves.
VALUES: Final = word_set(
    """
    admin after and asc desc done dynamic eq getPrincipal given isOver metadata next openPoint
    once one place readForm readList redirect searchParams signedIn submit toDate toneOf unprocessable user
    values withChoices withUser words
    bigint boolean date doublePrecision integer jsonb numeric pgEnum pgTable text timestamp uuid varchar
    """
)
# Names of types that PostgreSQL finds before those of an app, or reads as something else.
SQL_TYPES: Final = word_set(
    """
    bigint bit bool boolean box bytea char character cidr circle date dec decimal float inet int integer interval
    json jsonb line lseg macaddr money name national nchar none numeric oid path point polygon precision real
    record row setof smallint text time timestamp timestamptz uuid values varchar void xml
    """
)
# Words that cannot name a table or a column unless they are quoted.
SQL_WORDS: Final = word_set(
    """
    all analyse analyze and any array as asc asymmetric authorization between binary both case cast check
    collate column constraint create cross current_catalog current_date current_role current_schema
    current_time current_timestamp current_user default deferrable desc distinct do else end except false
    fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull
    join lateral leading left like limit localtime localtimestamp natural new not notnull null of off offset
    old on only or order outer over overlaps placing primary references returning right select session_user
    similar some symmetric table then to trailing true union unique user using variadic verbose when where
    window with
    """
)
