// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/ModuleFile.h>

#include <kc/descriptor/ElfSection.h>

#include <kc/abi/module.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace kc::descriptor
{
namespace
{

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
                 static_cast<std::size_t>(_state.st_size) > ModuleFile::kBytesLimit)
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

    std::span<const char> bytes() const { return _bytes; }

    const struct stat& state() const { return _state; }

    const std::string& wrong() const { return _wrong; }

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

/// The file's name without folder and ending.
std::string stem(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    const std::size_t dot = name.rfind('.');
    return dot == 0 ? name : name.substr(0, dot);
}

} // namespace

std::string trustFault(const struct stat& state)
{
    if (state.st_uid != 0 && state.st_uid != geteuid())
        return "owned by user " + std::to_string(state.st_uid) +
               ", neither root nor this process's user; reinstall it, or chown it to root";
    if ((state.st_mode & S_IWOTH) != 0)
        return "writable by everybody; reinstall it, then chmod o-w";
    return {};
}

ModuleFile ModuleFile::read(const std::string& path)
{
    ModuleFile module;
    module.path = path;
    const MappedFile file{path};
    module.refusal = file.wrong();
    if (module.refusal.empty())
    {
        const SectionResult section = findSection(file.bytes(), KC_NOTE_SECTION);
        module.refusal = section.wrong;
        if (section.bytes)
            if (auto note = ModuleNote::parse(*section.bytes, module.refusal))
                module.note = std::move(*note);
        if (!module.refusal.empty())
            module.refusal += "; reinstall or remove it";
    }
    if (module.refusal.empty())
        module.refusal = trustFault(file.state());
    if (module.refusal.empty())
        module.refusal = module.note.misfit();
    if (module.note.id.empty())
        module.note.id = stem(path);
    return module;
}

} // namespace kc::descriptor
