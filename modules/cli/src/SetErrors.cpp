// SPDX-License-Identifier: Apache-2.0
#include "SetErrors.h"

#include "Failure.h"

#include <kc/status.hpp>

#include <array>

namespace kc::cli
{

namespace
{

struct Meaning
{
    sv property;
    const char* option;
};

constexpr std::array kMeanings{
    Meaning{"kc:login", "--name"},
    Meaning{"name", "--fullname"},
    Meaning{"email", "--email"},
    Meaning{"kc:password", "--password"},
    Meaning{"kc:passwordHash", "passwordHash"},
    Meaning{"kc:kind", "--active"},
    Meaning{"kc:aliases", "--email"},
    Meaning{"kc:adminLevel", "--admin-level"},
    Meaning{"kc:quota", "--quota-override"},
    Meaning{"kc:memberQuota", "--quota-override"},
    Meaning{"kc:features", "--add-feature"},
    Meaning{"kc:sendAs", "--add-sendas"},
    Meaning{"kc:members", "--add-user"},
    Meaning{"kc:viewers", "--add-view"},
    Meaning{"kc:administrators", "--add-admin"},
    Meaning{"kc:systemAdministrator", "--admin"},
    Meaning{"kc:userQuotaRecipients", "--add-userquota-recipient"},
    Meaning{"kc:companyQuotaRecipients", "--add-companyquota-recipient"}};

std::string optionsOf(const Json& properties)
{
    std::string names;
    for (const Json& property : properties)
    {
        const std::string path = property.is_string() ? property.get<std::string>() : "";
        const sv name = sv{path}.substr(0, path.find('/')); // "kc:members/p17"
        for (const Meaning& meaning : kMeanings)
            if (name == meaning.property && names.find(meaning.option) == std::string::npos)
                names.append(names.empty() ? "" : ", ").append(meaning.option);
    }
    return names;
}

} // namespace

std::optional<Json> setErrorOf(const Json& answer, const char* list, const std::string& id)
{
    const Json errors = objectOf(answer, list);
    const auto found = errors.find(id);
    return found == errors.end() ? std::nullopt : std::optional{*found};
}

std::string textOfError(const Json& error, const Subject& subject, const Json& sent)
{
    const std::string type = textOf(error, "type");
    const std::string description = textOf(error, "description");
    const auto list = error.find("properties");
    const Json properties = list != error.end() && list->is_array() ? *list : Json::array();
    if (type == "alreadyExists" && properties == Json::array({"email"}))
        return "e-mail address '" + textOf(sent, "email") + "' is already in use";
    if (type == "alreadyExists")
        return Subject{subject.kind,
                       sent.contains("kc:login") ? textOf(sent, "kc:login") : subject.name}
                   .text() +
               " already exists";
    if (type == "notFound")
        return "no such " + subject.kind + ": '" + subject.name + "'";
    if (!description.empty())
        return description;
    if (type == "invalidProperties" && !optionsOf(properties).empty())
        return "the server refused the value of " + optionsOf(properties);
    return type == "forbidden" ? "no permission to do this to " + subject.text()
                               : "the server refused it (" + type + ")";
}

void failOn(const Json& error, const Subject& subject, const Json& sent)
{
    throw Failure{textOfError(error, subject, sent)};
}

} // namespace kc::cli
