// SPDX-License-Identifier: Apache-2.0
#include "OtherNames.h"

#include "Failure.h"
#include "OtherOptions.h"

#include <algorithm>
#include <optional>
#include <pwd.h>
#include <unistd.h>

namespace kc::cli
{

namespace
{

std::span<const OtherOption> tableOf(const std::string& program)
{
    return program == "kopano-admin"      ? adminOptions()
           : program == "kopano-storeadm" ? storeadmOptions()
                                          : passwdOptions();
}

std::string written(const OtherOption& option)
{
    return *option.name != '\0' ? "--" + std::string{option.name}
                                : "-" + std::string(1, option.letter);
}

bool takesValue(const OtherOption& option)
{
    return *option.value != '\0';
}

std::string yesNo(const std::string& value, const OtherOption& option, bool isNegated)
{
    const bool isYes = value == "1" || value == "y" || value == "yes";
    if (!isYes && value != "0" && value != "n" && value != "no")
        throw UsageError{written(option) + " option requires 'y' or 'n'"};
    return isYes != isNegated ? "yes" : "no";
}

std::string converted(const std::string& value, const OtherOption& option)
{
    switch (option.conversion)
    {
    case Conversion::AsIs:
        return value;
    case Conversion::YesNo:
        return yesNo(value, option, false);
    case Conversion::NotYesNo:
        return yesNo(value, option, true);
    case Conversion::Level:
        return value == "y" ? "1" : value == "n" ? "0" : value;
    }
    return value;
}

class Translation
{
public:
    Translation(std::span<const OtherOption> table, const std::vector<std::string>& words)
        : _table{table}, _words{words}
    {
        while (_place < _words.size())
            take(_words[_place++]);
    }

    std::vector<std::string> result;

private:
    void take(const std::string& word)
    {
        if (word.starts_with("--") && word.size() > 2)
            return takeLong(word);
        if (word.size() < 2 || word.front() != '-')
            throw Failure{"extra argument '" + word + "' specified"};
        // Letters may stand together: -Cn NAME.
        for (std::size_t i = 1; i < word.size(); ++i)
        {
            const OtherOption& option =
                require(word, [&](const OtherOption& each) { return each.letter == word[i]; });
            if (!takesValue(option))
                add(option, "");
            else
                return add(option, i + 1 < word.size() ? word.substr(i + 1) : next(option));
        }
    }

    void takeLong(const std::string& word)
    {
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const OtherOption& option = require(word.substr(0, equals), [&](const OtherOption& each)
                                            { return *each.name != '\0' && name == each.name; });
        if (!takesValue(option) && equals != std::string::npos)
            throw UsageError{written(option) + " option does not take a value"};
        add(option, !takesValue(option)           ? ""
                    : equals == std::string::npos ? next(option)
                                                  : word.substr(equals + 1));
    }

    template <typename Test>
    const OtherOption& require(const std::string& word, const Test& test)
    {
        const auto found = std::find_if(_table.begin(), _table.end(), test);
        if (found == _table.end())
            throw UsageError{"no such option: " + word};
        return *found;
    }

    const std::string& next(const OtherOption& option)
    {
        if (_place == _words.size())
            throw UsageError{written(option) + " option requires an argument"};
        return _words[_place++];
    }

    void add(const OtherOption& option, const std::string& value)
    {
        const sv becomes = option.becomes;
        if (becomes.empty())
            throw Failure{"not supported yet: " + written(option)};
        if (becomes == "-")
            return;
        for (std::size_t from = 0; from < becomes.size();)
        {
            const std::size_t blank = std::min(becomes.find(' ', from), becomes.size());
            std::string word{becomes.substr(from, blank - from)};
            if (word.ends_with('%'))
                word.replace(word.size() - 1, 1, converted(value, option));
            result.push_back(std::move(word));
            from = blank + 1;
        }
    }

    std::span<const OtherOption> _table;
    const std::vector<std::string>& _words;
    std::size_t _place = 0;
};

/// --type says what the --user that a name was taken for is.
void applyType(std::vector<std::string>& words)
{
    const auto isType = [](const std::string& word) { return word.starts_with("--type="); };
    const auto found = std::find_if(words.begin(), words.end(), isType);
    if (found == words.end())
        return;
    const std::string type = found->substr(sv{"--type="}.size());
    std::erase_if(words, isType);
    if (type == "archive")
        throw Failure{"not supported yet: type archive"};
    if (type != "user" && type != "group" && type != "company")
        throw UsageError{"the type is one of user, group and company"};
    for (std::string& word : words)
        if (word.starts_with("--user="))
            word.replace(2, sv{"user"}.size(), type);
}

/// A company has one own level besides the warning; the default of its users is --udqh.
void applyCompanyQuota(std::vector<std::string>& words)
{
    const auto isCompany = [](const std::string& word) { return word.starts_with("--company="); };
    if (std::none_of(words.begin(), words.end(), isCompany))
        return;
    for (std::string& word : words)
    {
        if (word.starts_with("--quota-soft="))
            throw Failure{"a company has no soft level: --udqs is the one of its users"};
        if (word.starts_with("--quota-hard="))
            word.replace(2, 0, "company-");
    }
}

std::string ownLogin()
{
    const passwd* const self = getpwuid(geteuid());
    if (self == nullptr)
        throw Failure{"no name for the user id " + std::to_string(geteuid()) + ": use -u"};
    return self->pw_name;
}

/// The user is oneself, and the new password is asked for, unless they are given.
void completePasswd(std::vector<std::string>& words)
{
    const auto has = [&](sv option)
    {
        return std::any_of(words.begin(), words.end(),
                           [&](const std::string& word) { return word.starts_with(option); });
    };
    if (has("--help") || has("--version"))
        return;
    if (!has("--user="))
        words.push_back("--user=" + ownLogin());
    if (!has("--password=") && !has("--password-prompt"))
        words.emplace_back("--password-prompt");
}

} // namespace

std::string programNamed(sv path)
{
    const sv name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    for (const sv other : {"kopano-admin", "kopano-storeadm", "kopano-passwd"})
        if (name == other)
            return std::string{name};
    return "kopano-cli";
}

std::vector<std::string> translated(const std::string& program,
                                    const std::vector<std::string>& words)
{
    if (program == "kopano-cli")
        return words;
    std::vector<std::string> result = Translation{tableOf(program), words}.result;
    applyType(result);
    applyCompanyQuota(result);
    if (program == "kopano-passwd")
        completePasswd(result);
    return result;
}

std::string helpOf(const std::string& program)
{
    std::string text = "Usage: " + program + " [options]\n\nOptions:\n";
    for (const OtherOption& option : tableOf(program))
    {
        if (*option.becomes == '\0')
            continue;
        std::string line = "  ";
        if (option.letter != 0)
            line.append("-").append(1, option.letter);
        if (*option.name != '\0')
            line.append(option.letter != 0 ? ", " : "").append("--").append(option.name);
        if (takesValue(option))
            line.append(*option.name != '\0' ? "=" : " ").append(option.value);
        line.resize(std::max<std::size_t>(line.size() + 2, 32), ' ');
        text += line + option.help + "\n";
    }
    return text;
}

std::vector<std::string> optionsOf(const std::string& program)
{
    std::vector<std::string> all;
    for (const OtherOption& option : tableOf(program))
    {
        if (*option.name != '\0')
            all.push_back("--" + std::string{option.name});
        if (option.letter != 0)
            all.push_back("-" + std::string(1, option.letter));
    }
    return all;
}

} // namespace kc::cli
