// SPDX-License-Identifier: Apache-2.0
#include "ModuleShelf.h"

#include <kc/descriptor/ElfSection.h>
#include <kc/descriptor/Words.h>

#include <kc/abi/module.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

/// A module is as trusted as the server: only root or we ourselves may have put it there.
std::string permissionFault(const struct stat& state)
{
    if (state.st_uid != 0 && state.st_uid != geteuid())
        return "owned by user " + std::to_string(state.st_uid) +
               ", neither root nor this process's user";
    if ((state.st_mode & S_IWOTH) != 0)
        return "writable by everybody";
    return {};
}

/// Maps a file for reading, as long as it lives.
class MappedFile
{
public:
    explicit MappedFile(const std::string& path)
    {
        const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0 || fstat(fd, &_state) != 0)
            _wrong = std::string{"cannot be read: "} + std::strerror(errno);
        else if (!S_ISREG(_state.st_mode) || _state.st_size == 0 ||
                 static_cast<std::size_t>(_state.st_size) > ModuleShelf::kFileLimit)
            _wrong = "not a file of sensible size";
        else
            map(fd);
        if (fd >= 0)
            close(fd);
    }

    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    ~MappedFile()
    {
        if (!_bytes.empty())
            munmap(const_cast<char*>(_bytes.data()), _bytes.size());
    }

    std::span<const char> bytes() const
    {
        return _bytes;
    }

    std::string wrong() const
    {
        return _wrong.empty() ? permissionFault(_state) : _wrong;
    }

private:
    void map(int fd)
    {
        const auto n = static_cast<std::size_t>(_state.st_size);
        void* const start = mmap(nullptr, n, PROT_READ, MAP_PRIVATE, fd, 0);
        if (start == MAP_FAILED)
            _wrong = std::string{"cannot be mapped: "} + std::strerror(errno);
        else
            _bytes = {static_cast<const char*>(start), n};
    }

    struct stat _state
    {
    };
    std::span<const char> _bytes;
    std::string _wrong;
};

InstalledModule readModule(const std::filesystem::path& path)
{
    InstalledModule module;
    module.path = path.string();
    const MappedFile file{module.path};
    module.refusal = file.wrong();
    if (module.refusal.empty())
    {
        const SectionResult section = findSection(file.bytes(), KC_NOTE_SECTION);
        module.refusal = section.wrong;
        if (section.bytes)
            if (auto note = ModuleNote::parse(*section.bytes, module.refusal))
                module.note = std::move(*note);
    }
    if (!module.refusal.empty())
        module.note.id = path.stem().string();
    return module;
}

} // namespace

void ModuleShelf::scan(const std::vector<std::string>& directories, bool builtIn,
                       Problems& problems)
{
    _where = joined(directories, ":");
    for (const std::string& directory : directories)
    {
        struct stat state
        {
        };
        if (!directory.starts_with('/'))
            problems.error("module_path: " + directory + " is not an absolute path");
        else if (stat(directory.c_str(), &state) != 0)
        {
            if (!builtIn || errno != ENOENT)
                problems.error("module_path: " + directory + ": " + std::strerror(errno));
        }
        else if (!S_ISDIR(state.st_mode))
            problems.error("module_path: " + directory + " is no directory");
        else if (const std::string fault = permissionFault(state); !fault.empty())
            problems.error("module_path: " + directory + " is " + fault);
        else
            scanDirectory(directory);
    }
}

void ModuleShelf::scanDirectory(const std::string& directory)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error})
        if (entry.path().extension() == ".so")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files)
        add(readModule(file));
    _catalogue.addFile(directory + "/catalogue");
}

void ModuleShelf::add(InstalledModule module)
{
    if (module.refusal.empty())
        if (const InstalledModule* const first = find(module.note.id))
            module.refusal = "the same id as " + first->path + ", which comes first";
    _modules.push_back(std::move(module));
}

const InstalledModule* ModuleShelf::find(sv id) const
{
    for (const InstalledModule& module : _modules)
        if (module.refusal.empty() && module.note.id == id)
            return &module;
    return nullptr;
}

} // namespace kc::kernel
