// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/NearestName.h>
#include <kc/test/fake_config.hpp>

namespace kc::inline sdk1::test
{

std::unique_ptr<descriptor::Snapshot> readOptions(const descriptor::OptionSchema& schema,
                                                  const Options& options,
                                                  const descriptor::Snapshot* old)
{
    std::vector<std::string> known;
    for (const kc_option& row : schema.rows())
        known.emplace_back(row.name);
    std::vector<descriptor::Assignment> assignments;
    for (const auto& [name, value] : options)
    {
        if (!schema.find(name))
            throw Fault{KC_EINVAL,
                        "the module has no option " + name + descriptor::suggestion(name, known)};
        assignments.push_back({name, value, {"test.cfg", 0}, {}});
    }
    descriptor::Problems problems;
    auto made = descriptor::Snapshot::make(schema, assignments, problems, old);
    if (problems.hasErrors())
        throw Fault{KC_EINVAL, problems.errors().front()};
    return made;
}

} // namespace kc::inline sdk1::test
