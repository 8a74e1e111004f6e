// SPDX-License-Identifier: Apache-2.0
// What can be said without the module's life: file, symbols, descriptor, option table.
#include "Checks.h"

#include <kc/descriptor/ElfSection.h>
#include <kc/descriptor/Words.h>
#include <kc/note.hpp>

#include <cstring>
#include <elf.h>
#include <fstream>
#include <iterator>

namespace kc::modcheck
{
namespace
{

using descriptor::text;

/// Names that the file's dynamic symbol table defines for others.
std::vector<std::string> exportsOf(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    const std::string image{std::istreambuf_iterator<char>{file}, {}};
    const auto symbols = descriptor::findSection(image, ".dynsym");
    const auto names = descriptor::findSection(image, ".dynstr");
    if (!symbols.bytes || !names.bytes)
        throw Broken{"its symbols cannot be read: " + symbols.wrong + names.wrong};
    std::vector<std::string> exports;
    for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= symbols.bytes->size();
         at += sizeof(Elf64_Sym))
    {
        Elf64_Sym symbol{};
        std::memcpy(&symbol, symbols.bytes->data() + at, sizeof symbol);
        const bool defined = symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS;
        if (!defined || ELF64_ST_BIND(symbol.st_info) == STB_LOCAL ||
            symbol.st_name >= names.bytes->size())
            continue;
        const sv rest = names.bytes->substr(symbol.st_name);
        exports.emplace_back(rest.substr(0, rest.find('\0')));
    }
    return exports;
}

void checkName(const kc_option& row)
{
    const sv name = text(row.name);
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != sv::npos)
        throw Broken{"option " + std::string{name} +
                     ": a name is made of a-z, 0-9 and _, or nobody can write it into a file"};
}

void checkHelp(const kc_option& row)
{
    const sv help = descriptor::trim(text(row.help));
    if (help.empty())
        throw Broken{"option " + std::string{row.name} +
                     " has no help; its man page says nothing: add .help(\"…\")"};
    if (!help.ends_with('.'))
        throw Broken{"the help of option " + std::string{row.name} +
                     " is no sentence: end it with a full stop"};
}

bool looksSecret(sv name)
{
    for (const sv part : {"pass", "secret", "key", "token"})
        for (std::size_t at = name.find(part); at != sv::npos; at = name.find(part, at + 1))
            // "sslkey_file" names a file and "passive" is no password; words do not end there.
            if ((at == 0 || name[at - 1] == '_') &&
                (at + part.size() == name.size() || part == "pass" ||
                 name[at + part.size()] == '_'))
                return !name.ends_with("_file") && !name.ends_with("_path");
    return false;
}

} // namespace

Verdict checkNote(const Plan& plan)
{
    const auto file = descriptor::ModuleFile::read(plan.file);
    if (!file.refusal.empty())
        throw Broken{file.refusal};
    if (file.note.version.empty() || file.note.summary.empty())
        throw Broken{"it says no version or no summary: set .version and .summary in KC_MODULE"};
    return {};
}

Verdict checkExports(const Plan& plan)
{
    const std::vector<std::string> exports = exportsOf(plan.file);
    if (!descriptor::contains(exports, KC_MODULE_ENTRY))
        throw Broken{"does not export " KC_MODULE_ENTRY "; end a source with KC_MODULE(...)"};
    if (exports.size() > 1)
        throw Broken{"exports " + std::to_string(exports.size()) + " symbols, among them " +
                     (exports[0] == KC_MODULE_ENTRY ? exports[1] : exports[0]) +
                     "; export " KC_MODULE_ENTRY
                     " alone: build it with kc_add_module, or link with a version script"};
    return {};
}

Verdict checkDescriptor(const Plan& plan)
{
    const Subject subject{plan.file};
    kc_module rendered = subject.descriptor();
    rendered.options = subject.schema().rows().data(); // in our stride
    rendered.n_options = static_cast<std::uint32_t>(subject.schema().rows().size());
    if (rendered.create == nullptr || rendered.destroy == nullptr)
        throw Broken{"its descriptor has no create() or destroy(); let KC_MODULE(...) write it"};
    note::Writer counter;
    note::render(counter, rendered);
    std::string said(counter.n, '\0');
    note::Writer writer{said.data(), 0};
    note::render(writer, rendered);
    std::string wrong;
    const auto note = descriptor::ModuleNote::parse(said, wrong);
    if (!note)
        throw Broken{"its descriptor: " + wrong};
    if (const std::string key = note->difference(subject.note()); !key.empty())
        throw Broken{"note and descriptor differ in " + key +
                     "; let KC_MODULE(...) write both, and do not edit the file"};
    return {};
}

Verdict checkOptions(const Plan& plan)
{
    const Subject subject{plan.file};
    if (const std::string fault = subject.schema().fault(); !fault.empty())
        throw Broken{fault + "; mend the option table"};
    std::vector<std::string> bare;
    for (const kc_option& row : subject.schema().rows())
    {
        checkName(row);
        if (row.type >= KC_OPT_ALIAS)
            continue;
        checkHelp(row);
        if (row.type == KC_OPT_STR && looksSecret(row.name) && (row.flags & KC_OPT_SECRET) == 0)
            bare.emplace_back(row.name);
    }
    if (!bare.empty())
        return {Outcome::Warn,
                descriptor::joined(bare) +
                    " looks like a secret but would be printed in dumps: add .secret()"};
    return {};
}

} // namespace kc::modcheck
