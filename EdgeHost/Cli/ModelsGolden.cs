using System.CommandLine;
using SegEdge.Camera;
using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline.Golden;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge models golden</c>: frames with known masks, for every proof that comes after.</summary>
internal static class ModelsGolden
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Folder with model.json; gets a folder 'golden', and model.json gets the key 'golden'." };
        var source = CommonOptions.Source();
        var frames = CommonOptions.AtLeast(1, new Option<int>("--frames", "-n") { Description = "How many.", DefaultValueFactory = _ => 4, HelpName = "N" });
        var every = CommonOptions.AtLeast(1, new Option<int>("--every") { Description = "Take one picture in so many: neighbours show the same.", DefaultValueFactory = _ => 30, HelpName = "N" });
        var agreement = new Option<double>("--agreement")
        {
            Description = "Share of a frame's pixels that another provider, precision or machine must give the same class, above 0, at most 1.",
            DefaultValueFactory = _ => 0.99,
            HelpName = "SHARE",
            Validators = { result => { if (result.GetValueOrDefault<double>() is not (> 0 and <= 1)) result.AddError("--agreement: expected a share above 0, at most 1."); } },
        };
        var command = new Command("golden", "Make golden frames: pictures with the masks that the CPU gives them. Comments in model.json are lost; sign the model afterwards.")
        {
            model, source, frames, every, agreement,
        };
        command.Act((parsed, stopping) =>
        {
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model));
            var (count, step) = (parsed.GetValue(frames), parsed.GetValue(every));
            using var input = Sources.Open(new CameraOptions { Source = parsed.GetRequiredValue(source) }, live: false, (long)count * step);
            var manifest = GoldenFrames.Make(package, input, count, step, parsed.GetValue(agreement), stopping);
            Console.WriteLine($"{manifest.Name}: {manifest.Golden!.Frames.Count} golden frames in {Path.Combine(Path.GetDirectoryName(package.ModelPath)!, GoldenFrames.FolderName)}");
            return Task.CompletedTask;
        });
        return command;
    }
}
