// SPDX-License-Identifier: Apache-2.0
// Attachments in files: the descriptor, and a start that says which option is wrong.
#include "FileBlobs.h"
#include "Options.h"

namespace kc::files
{

class FilesModule : public Module
{
public:
    explicit FilesModule(const Init& init) : Module{init} { offer<BlobStore>(_blobs); }

    void start(Context& context) override
    {
        const Durable durable =
            config().flag("attachment_files_fsync") ? Durable::Yes : Durable::No;
        if (durable == Durable::No)
            log().warn("attachment_files_fsync is off: a power cut may lose attachments");
        try
        {
            _blobs.open(context, std::string{config().str("attachment_path")}, durable);
        }
        catch (const NoRoom& fault)
        {
            // Mail that is there must be readable, and be removable to make room.
            log().warn(
                "attachments cannot be stored until there is room",
                {{"attachment_path", config().str("attachment_path")}, {"reason", fault.what()}});
        }
        catch (const Fault& fault)
        {
            throw Fault{fault.code(), config().where("attachment_path") +
                                          ": attachments cannot be stored there: " + fault.what()};
        }
    }

    void stop() override { _blobs.close(); }

private:
    FileBlobs _blobs;
};

} // namespace kc::files

KC_MODULE(kc::files::FilesModule, kc::files::kOptions, .id = "attach-files", .version = "1.0.0",
          .summary = "Attachments in files", .programs = "server fsck",
          .answers = "attachstore=files attachstore=files_v2 attachstore=auto",
          .provides = KC_BLOBSTORE)
