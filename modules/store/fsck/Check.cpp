// SPDX-License-Identifier: Apache-2.0
#include "Check.h"

#include "Ids.h"

#include <ostream>

namespace kc::store
{

void Check::run(Context& context)
{
    for (const Rule& rule : rules())
        apply(context, rule);
    checkRecentFlags(context);
    if (_attachments != nullptr)
        for (const Rule& rule : referenceRules())
            apply(context, rule);
    scrub(context);
    if (_attachments == nullptr)
        return;
    // An attachment may go only when it is proven that no message needs it.
    if (_found != _mended)
        _repair = Repair::No;
    for (const Rule& rule : attachmentRules())
        apply(context, rule);
}

void Check::report(const std::string& line, Repair mended)
{
    ++_found;
    _mended += mended == Repair::Yes ? 1 : 0;
    _out << line << (mended == Repair::Yes ? ", mended" : "") << '\n';
}

void Check::apply(Context& context, const Rule& rule)
{
    const std::int32_t find = _sql.prepare(context, rule.find);
    std::vector<Finding> findings;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(find, {},
                                      [&](const kc_sql_row& row)
                                      {
                                          const bool isCount = row.n == 3;
                                          findings.push_back(
                                              {column(row, 0), isCount ? column(row, 1) : 0,
                                               isCount ? column(row, 2) : 0, isCount});
                                      });
                    });
    if (_repair == Repair::Yes && rule.mend != nullptr && !findings.empty())
        mend(context, rule, findings);
    for (const Finding& finding : findings)
        say(rule, finding);
}

void Check::mend(Context& context, const Rule& rule, const std::vector<Finding>& findings)
{
    const bool isReference = sv{rule.mend} == "unrefer";
    const std::int32_t statement = isReference ? 0 : _sql.prepare(context, rule.mend);
    const std::int32_t also = rule.alsoMend == nullptr ? -1 : _sql.prepare(context, rule.alsoMend);
    const Status status =
        _sql.transact(context,
                      [&](SqlTx& tx) -> Status
                      {
                          for (const Finding& finding : findings)
                          {
                              const Status one =
                                  isReference ? _attachments->unrefer(tx.raw(), "store", finding.id)
                                  : finding.isCount
                                      ? tx.run(statement, {num(finding.id), num(finding.should)})
                                      : tx.run(statement, {num(finding.id)});
                              if (!one.ok())
                                  return one;
                              if (also >= 0)
                                  (void)tx.run(also, {num(finding.id)});
                          }
                          return KC_OK;
                      });
    if (!status.ok())
        throw Fault{status.code(), "a repair was refused"};
}

void Check::say(const Rule& rule, const Finding& finding)
{
    std::string line = std::string{rule.subject} + ' ' + std::to_string(finding.id) + ": ";
    line += rule.wrong;
    if (finding.isCount)
        line += ": " + std::to_string(finding.is) + ", should be " + std::to_string(finding.should);
    report(line, rule.mend == nullptr ? Repair::No : _repair);
}

} // namespace kc::store
