// SPDX-License-Identifier: Apache-2.0
#include "Import.h"

#include "Failure.h"
#include "Lists.h"
#include "StoreChanges.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace kc::cli
{

namespace
{

// Measured: 2,000 users a second; the server takes 500 at once at a quarter of that.
constexpr std::size_t kMaxBatch = 100;
constexpr std::size_t kMaxLine = 64 * 1024;

struct Field
{
    sv name;
    const char* property;
    Json::value_t type;
};

constexpr auto kText = Json::value_t::string;
constexpr std::array kFields{
    Field{"login", "kc:login", kText},
    Field{"fullname", "name", kText},
    Field{"email", "email", kText},
    Field{"password", "kc:password", kText},
    Field{"passwordHash", "kc:passwordHash", kText},
    Field{"kind", "kc:kind", kText},
    Field{"aliases", "kc:aliases", Json::value_t::array},
    Field{"adminLevel", "kc:adminLevel", Json::value_t::number_unsigned},
    Field{"hidden", "kc:hidden", Json::value_t::boolean},
    Field{"features", "kc:features", Json::value_t::object},
    Field{"quota", "kc:quota", Json::value_t::object},
    Field{"memberQuota", "kc:memberQuota", Json::value_t::object},
};

struct Entry
{
    std::size_t line;
    Json object;
};

class Import
{
public:
    Import(Desk& desk, std::string file) : _desk{desk}, _file{std::move(file)} {}

    void read(std::istream& stream)
    {
        std::string line;
        for (std::size_t number = 1; std::getline(stream, line); ++number)
        {
            take(number, line);
            if (_entries.size() == std::min(kMaxBatch, _desk.client.maxObjectsInSet()))
                send();
        }
        if (stream.bad())
            throw Failure{"cannot read " + _file};
        send();
        finish();
    }

private:
    void refuse(std::size_t line, const std::string& text)
    {
        _desk.err << _file << ":" << line << ": " << text << "\n";
        ++_refused;
    }

    void take(std::size_t number, const std::string& line)
    {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            return;
        try
        {
            _entries.push_back({number, creationOf(line)});
        }
        catch (const Failure& failure)
        {
            refuse(number, failure.what());
        }
    }

    /// Ids that sort like the lines.
    static std::string idOf(const Entry& entry)
    {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "l%010zu", entry.line);
        return text.data();
    }

    void send()
    {
        if (_entries.empty())
            return;
        Json create = Json::object();
        for (const Entry& entry : _entries)
            create[idOf(entry)] = entry.object;
        Json answer;
        try
        {
            answer = _desk.client.call("Principal/set", {{"create", create}});
        }
        catch (const Failure& failure)
        {
            throw Failure{"stopped at " + _file + ":" + std::to_string(_entries.front().line) +
                          ": " + failure.what() + "; " + std::to_string(_created) +
                          " created before it"};
        }
        for (const Entry& entry : _entries)
            account(entry, answer);
        _entries.clear();
    }

    void account(const Entry& entry, const Json& answer)
    {
        const std::string login = textOf(entry.object, "kc:login");
        const std::string kind = textOf(entry.object, "kc:kind");
        const Subject subject{kind == "group" || kind == "company" ? kind : "user", login};
        if (const auto error = setErrorOf(answer, "notCreated", idOf(entry)))
        {
            refuse(entry.line, textOfError(*error, subject, entry.object));
            return;
        }
        const std::string id =
            textOf(objectOf(objectOf(answer, "created"), idOf(entry).c_str()), "id");
        ++_created;
        if (kind == "company")
            makePublicStore(_desk, id);
        if (_desk.arguments.has("json"))
            _desk.out << Json{{"id", id}, {"login", login}}.dump() << "\n";
    }

    void finish() const
    {
        if (_refused > 0)
            throw Failure{std::to_string(_created) + " created, " + std::to_string(_refused) +
                          " not"};
    }

    Desk& _desk;
    std::string _file;
    std::vector<Entry> _entries;
    std::size_t _created = 0, _refused = 0;
};

} // namespace

Json creationOf(const std::string& line)
{
    if (line.size() > kMaxLine)
        throw Failure{"the line is longer than 65536 octets"};
    const Json given = Json::parse(line, nullptr, false);
    if (!given.is_object())
        throw Failure{"not a JSON object"};
    Json object = Json::object();
    for (const auto& [name, value] : given.items())
    {
        const auto field = std::find_if(kFields.begin(), kFields.end(),
                                        [&](const Field& each) { return name == each.name; });
        if (field == kFields.end() && name != "active")
            throw Failure{"unknown field '" + name + "'"};
        if (name == "active" && !value.is_boolean())
            throw Failure{"the value of 'active' is of the wrong kind"};
        if (name == "active")
        {
            object["kc:kind"] = value == true ? "active" : "shared";
            continue;
        }
        if (value.is_null()) // as --json prints what is not there
            continue;
        if (value.type() != field->type)
            throw Failure{"the value of '" + name + "' is of the wrong kind"};
        object[field->property] = value;
    }
    if (given.contains("active") && given.contains("kind"))
        throw Failure{"'active' and 'kind' say the same: give one"};
    if (textOf(object, "kc:login").empty())
        throw Failure{"no 'login'"};
    return object;
}

void createFrom(Desk& desk, const std::string& file)
{
    if (file == "-")
    {
        Import{desk, "standard input"}.read(std::cin);
        return;
    }
    std::ifstream stream{file};
    if (!stream)
        throw Failure{"cannot open " + file};
    Import{desk, file}.read(stream);
}

} // namespace kc::cli
