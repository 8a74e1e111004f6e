// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/ElfSection.h>

#include <bit>
#include <cstring>
#include <elf.h>

namespace kc::descriptor
{
namespace
{

constexpr unsigned char kNativeOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

/// Reads structures out of the image, never beyond it.
class Image
{
public:
    explicit Image(std::span<const char> bytes) : _bytes{bytes} {}

    template <class T>
    bool read(std::uint64_t offset, T& out) const
    {
        const auto found = part(offset, sizeof(T));
        if (!found)
            return false;
        std::memcpy(&out, found->data(), sizeof(T));
        return true;
    }

    std::optional<sv> part(std::uint64_t offset, std::uint64_t n) const
    {
        if (offset > _bytes.size() || n > _bytes.size() - offset)
            return std::nullopt;
        return sv{_bytes.data() + offset, static_cast<std::size_t>(n)};
    }

private:
    std::span<const char> _bytes;
};

bool sectionAt(const Image& image, const Elf64_Ehdr& header, std::uint32_t index, Elf64_Shdr& out)
{
    const std::uint64_t step = std::uint64_t{index} * sizeof(Elf64_Shdr);
    return header.e_shoff <= UINT64_MAX - step && image.read(header.e_shoff + step, out);
}

std::string headerFault(const Elf64_Ehdr& header)
{
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return "not an ELF file";
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != kNativeOrder)
        return "built for another kind of machine";
    if (header.e_type != ET_DYN)
        return "not a shared object";
    if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum == 0)
        return "has no section table";
    return {};
}

} // namespace

SectionResult findSection(std::span<const char> bytes, sv name)
{
    const Image image{bytes};
    Elf64_Ehdr header{};
    if (!image.read(0, header))
        return {std::nullopt, "shorter than an ELF header"};
    if (std::string fault = headerFault(header); !fault.empty())
        return {std::nullopt, fault};
    Elf64_Shdr names{};
    if (!sectionAt(image, header, header.e_shstrndx, names))
        return {std::nullopt, "the section table is cut off"};
    const auto texts = image.part(names.sh_offset, names.sh_size);
    if (!texts)
        return {std::nullopt, "the section names are cut off"};
    for (std::uint32_t i = 0; i < header.e_shnum; ++i)
    {
        Elf64_Shdr section{};
        if (!sectionAt(image, header, i, section))
            return {std::nullopt, "the section table is cut off"};
        if (section.sh_name >= texts->size())
            continue;
        const sv rest = texts->substr(section.sh_name);
        if (rest.substr(0, rest.find('\0')) != name || section.sh_type == SHT_NOBITS)
            continue;
        const auto found = image.part(section.sh_offset, section.sh_size);
        return found ? SectionResult{found, {}}
                     : SectionResult{std::nullopt,
                                     "the section " + std::string{name} + " is cut off"};
    }
    return {std::nullopt, "has no section " + std::string{name} + ": it is no KC module"};
}

} // namespace kc::descriptor
