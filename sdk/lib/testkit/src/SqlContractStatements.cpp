// SPDX-License-Identifier: Apache-2.0
// The part of the contract of kc.sql about statements: values, rows, parameters.
#include <kc/test/contract_sql.hpp>

namespace kc::inline sdk1::test
{

namespace
{

sv textOf(const kc_sql_row& row, std::size_t i)
{
    return view(row.values[i].u.s);
}

} // namespace

void SqlContract::everyValueComesBackAsItWas()
{
    const std::int32_t echo = prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
    const std::string big(3'000'000, '\xff');
    const kc_value real{KC_REAL, {.d = 0.1}};
    bool isSame = false;
    (void)read(
        [&](SqlTx& tx)
        {
            return tx.run(echo,
                          {SqlTx::number(INT64_MIN), real, SqlTx::text("\xc3\xa4"),
                           SqlTx::blob(big), SqlTx::null(), SqlTx::text(""), SqlTx::blob("")},
                          [&](const kc_sql_row& row)
                          {
                              isSame = row.n == 7 && row.values[0].u.i == INT64_MIN &&
                                       row.values[1].u.d == 0.1 && textOf(row, 2) == "\xc3\xa4" &&
                                       row.values[2].type == KC_TEXT && textOf(row, 3) == big &&
                                       row.values[3].type == KC_BLOB &&
                                       row.values[4].type == KC_NULL &&
                                       row.values[5].type == KC_TEXT &&
                                       row.values[6].type == KC_BLOB && row.values[6].u.s.n == 0;
                          });
        });
    KC_RULE(isSame, "parameters of each type come back as they were given");
}

void SqlContract::longValuesComeBackInEachRow()
{
    const auto body = [](int i)
    { return std::string(static_cast<std::size_t>(i) * 40'000, static_cast<char>('a' + i)); };
    (void)transact(
        [&](SqlTx& tx) -> Status
        {
            for (int i = 0; i < 20; ++i)
                (void)tx.run(_insert, {SqlTx::text(std::string(1, static_cast<char>('a' + i))),
                                       SqlTx::blob(body(i))});
            return KC_OK;
        });
    const std::int32_t all = prepare("SELECT name, body, number FROM contract_t ORDER BY name");
    for (int times = 0; times < 2; ++times)
    {
        int i = 0;
        bool isSame = true;
        (void)read(
            [&](SqlTx& tx)
            {
                return tx.run(all, {},
                              [&](const kc_sql_row& row)
                              {
                                  isSame = isSame && textOf(row, 0)[0] == 'a' + i &&
                                           textOf(row, 1) == body(i) && row.values[2].u.i == 0;
                                  ++i;
                              });
            });
        KC_RULE(isSame && i == 20, "values come back whole, whatever the length of those before");
    }
}

void SqlContract::textsCompareOctetByOctet()
{
    for (const char* name : {"b", "a ", "B", "a", "\xc3\xa4", "A", "\xff\xfe"})
        KC_RULE(add(name) == KC_OK, "case, accents and trailing blanks make a difference");
    std::string order;
    (void)read(
        [&](SqlTx& tx)
        {
            return tx.run(_names, {},
                          [&](const kc_sql_row& row)
                          { order += std::string{textOf(row, 0)} + '|'; });
        });
    KC_RULE(order == "A|B|a|a |b|\xc3\xa4|\xff\xfe|", "texts sort by their octets");
}

void SqlContract::sumsOfIntegersAreIntegers()
{
    (void)add("a");
    (void)add("b");
    const std::int32_t sums =
        prepare("SELECT SUM(number + 21), COALESCE(SUM(number), 0), COUNT(*), SUM(number = 0),"
                " MAX(number) - 1, SUM(number = 5) * 0 FROM contract_t");
    bool isFine = false;
    (void)read(
        [&](SqlTx& tx)
        {
            return tx.run(sums, {},
                          [&](const kc_sql_row& row)
                          {
                              isFine = row.values[0].u.i == 42 && row.values[1].u.i == 0 &&
                                       row.values[2].u.i == 2 && row.values[3].u.i == 2 &&
                                       row.values[4].u.i == -1;
                              for (std::uint32_t i = 0; i < row.n; ++i)
                                  isFine = isFine && row.values[i].type == KC_INT;
                          });
        });
    KC_RULE(isFine, "what is computed from integers is KC_INT");
}

void SqlContract::aStatementMayRunInsideItsOwnRows()
{
    for (const char* name : {"a", "b", "c"})
        (void)add(name);
    std::string seen;
    (void)read(
        [&](SqlTx& tx)
        {
            return tx.run(_names, {},
                          [&](const kc_sql_row& outer)
                          {
                              (void)tx.run(_names, {},
                                           [&](const kc_sql_row& inner)
                                           { seen += textOf(inner, 0); });
                              seen += textOf(outer, 0);
                          });
        });
    KC_RULE(seen == "abcaabcbabcc", "a statement may run inside its own rows");
}

void SqlContract::statementsMayRunInsideTheRowsOfAnother()
{
    constexpr int kRows = 3000;
    (void)transact(
        [&](SqlTx& tx) -> Status
        {
            for (int i = 0; i < kRows; ++i)
                (void)put(tx, std::to_string(i));
            return KC_OK;
        });
    const std::int32_t mark = prepare("UPDATE contract_t SET number = 1 WHERE name = ?1");
    const std::int32_t marked = prepare("SELECT count(*) FROM contract_t WHERE number = 1");
    std::int64_t before = -1;
    const kc_code code = transact(
        [&](SqlTx& tx)
        {
            return tx.run(_names, {},
                          [&](const kc_sql_row& row)
                          {
                              const std::string name{textOf(row, 0)};
                              before = tx.one(marked, {}).value_or(-1);
                              (void)tx.run(mark, {SqlTx::text(name)});
                          });
        });
    KC_RULE(code == KC_OK && before == kRows - 1,
            "other statements run inside the rows of one, and see what was written there");
}

void SqlContract::aSinkThatStopsEndsTheStatement()
{
    for (const char* name : {"a", "b", "c"})
        (void)add(name);
    int seen = 0;
    const kc_code code = read(
        [&](SqlTx& tx)
        {
            (void)tx.run(_names, {}, [&](const kc_sql_row&) { return ++seen < 2; });
            return tx.one(_count, {}) == 3 ? KC_OK : KC_EINVAL;
        });
    KC_RULE(seen == 2, "after a sink that stops no row comes");
    KC_RULE(code == KC_OK, "and the next statement runs");
}

void SqlContract::aSinkThatFailsFailsTheRun()
{
    (void)add("a");
    const kc_code code = read(
        [&](SqlTx& tx) {
            return tx.run(_count, {},
                          [](const kc_sql_row&) {
                              throw Fault{KC_ECANCELLED, "enough"};
                          });
        });
    KC_RULE(code == KC_ECANCELLED, "a sink's failure is run()'s");
}

void SqlContract::tellsWhatTheLastStatementDid()
{
    const std::int32_t same = prepare("UPDATE contract_t SET number = 0 WHERE name <> ?1");
    std::int64_t id = 0, found = -1, ofInsert = 0;
    (void)transact(
        [&](SqlTx& tx) -> Status
        {
            (void)put(tx, "a");
            (void)put(tx, "b");
            id = tx.lastId();
            ofInsert = tx.changed();
            (void)tx.run(same, {SqlTx::text("z")});
            found = tx.changed();
            return KC_OK;
        });
    std::int64_t of = 0;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            of = tx.one(_byName, {SqlTx::text("b")}).value_or(-1);
            return KC_OK;
        });
    KC_RULE(id == of, "last_id() is the key that the last INSERT was given");
    KC_RULE(ofInsert == 1 && found == 2,
            "changed() counts each row that was found, also when it was so before");
}

void SqlContract::parametersMayBeUsedTwiceAndInAnyOrder()
{
    const std::int32_t three = prepare("SELECT ?3 - ?1, ?1 + ?2, '?4' FROM contract_t");
    (void)add("a");
    std::string seen;
    (void)read(
        [&](SqlTx& tx)
        {
            return tx.run(three, {SqlTx::number(1), SqlTx::number(10), SqlTx::number(100)},
                          [&](const kc_sql_row& row)
                          {
                              seen = std::to_string(row.values[0].u.i) + ' ' +
                                     std::to_string(row.values[1].u.i) + ' ' +
                                     std::string{textOf(row, 2)};
                          });
        });
    KC_RULE(seen == "99 11 ?4", "?1 may stand anywhere, and more than once");
}

void SqlContract::refusesWhatIsNotOneStatement()
{
    for (const char* bad : {"", "  ", "SELECT 1; SELECT 2", "SELEKT", "SELECT \"no column\""})
        KC_RULE(answer(
                    [&](Context& context) -> Status
                    {
                        (void)_sql->prepare(context, bad);
                        return KC_OK;
                    }) == KC_EBUG,
                std::string{"prepare() refuses what is no statement: "} + bad);
    KC_RULE(prepare("SELECT 1;") >= 0, "a `;` may end a statement");
    KC_RULE(prepare("SELECT count(*) FROM contract_t") == _count, "one text has one number");
}

void SqlContract::refusesWrongParametersAndNumbers()
{
    const auto running = [&](std::int32_t number, std::initializer_list<kc_value> params)
    { return read([&](SqlTx& tx) { return tx.run(number, params); }); };
    KC_RULE(running(_byName, {}) == KC_EBUG, "too few parameters are a bug");
    KC_RULE(running(_count, {SqlTx::number(1)}) == KC_EBUG, "too many parameters are a bug");
    KC_RULE(running(-1, {}) == KC_EBUG && running(9999, {}) == KC_EBUG,
            "a number that was not given out is a bug");
}

} // namespace kc::inline sdk1::test
