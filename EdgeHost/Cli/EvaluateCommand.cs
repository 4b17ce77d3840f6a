using System.CommandLine;
using SegEdge.Camera;
using SegEdge.EdgeHost.Evaluation;
using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge evaluate</c>: masks held against labels, class by class.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var data = new Option<FileInfo>("--data", "-d")
        {
            Description = "A list: on each line a picture and its label mask (pixel = class index), and if wanted a mask of the area that counts (not 0); paths relative to the list.",
            Required = true,
            HelpName = "LIST",
        };
        var head = new Option<string?>("--head") { Description = "Head to evaluate; the first if absent.", HelpName = "NAME" };
        var ignore = new Option<int[]>("--ignore") { Description = "Label values that do not count, e.g. 11 for CamVid's void.", AllowMultipleArgumentsPerToken = true, HelpName = "INDEX" };
        var area = new Option<string?>("--area")
        {
            Description = "Folder beside the list with a mask of the area that counts for each picture, by the label's file name (not 0 = counts).",
            HelpName = "FOLDER",
        };
        var frames = CommonOptions.Frames("Only the first N pairs; 0 takes all.");
        var threads = CommonOptions.Threads();
        var provider = CommonOptions.Provider();
        var against = new Option<string?>("--against")
        {
            Description = "Another model with the same classes, run on the CPU: exit code 3 if --model loses more than --drop against it. For FP16 and INT8, against the FP32 they were made of.",
            HelpName = "MODEL",
        };
        var drop = new Option<double>("--drop")
        {
            Description = "With --against: IoU that a class, and the mean, may lose, 0 to 1.",
            DefaultValueFactory = _ => 0.01,
            HelpName = "IOU",
            Validators = { result => { if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError("--drop: expected an IoU, 0 to 1."); } },
        };
        var command = new Command("evaluate", "Hold a model against labelled pictures: IoU, Dice, precision and recall per class, mIoU, pixel accuracy.")
        {
            model, data, head, ignore, area, frames, threads, provider, against, drop,
        };
        command.Act(async (parsed, stopping) =>
        {
            var pairs = LabelledPictures.Read(parsed.GetRequiredValue(data), parsed.GetValue(area), (int)parsed.GetValue(frames));
            var camera = SizeOf(pairs[0]);
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model)).FittedTo(camera);
            using var segmenter = ProviderLadder.Open(package, CommonOptions.Runtime(parsed, threads, provider));
            var evaluation = new ModelEvaluation(segmenter, parsed.GetValue(head), parsed.GetValue(ignore) ?? []);
            using var other = parsed.GetValue(against) is { } name ? OpenOther(name, camera, evaluation.Head, parsed.GetValue(threads)) : null;
            var reference = other is null ? null : new ModelEvaluation(other, evaluation.Head.Name, parsed.GetValue(ignore) ?? []);
            await Progress.RunAsync("evaluate", pairs.Count, report =>
            {
                for (var i = 0; i < pairs.Count; i++)
                {
                    stopping.ThrowIfCancellationRequested();
                    evaluation.Add(pairs[i]);
                    reference?.Add(pairs[i]);
                    report(i + 1);
                }
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            Console.WriteLine(evaluation.Table());
            if (reference is null) return CommandLine.Done;
            var gate = new AccuracyGate(evaluation.Head, evaluation.All, reference.All, parsed.GetValue(drop));
            Console.WriteLine($"\n{gate.Table()}");
            return gate.Passes ? CommandLine.Done : CommandLine.GateStops;
        });
        return command;
    }

    // Pictures of a set come from one camera: where the model leaves its size open, the first one decides.
    private static PictureSize SizeOf(LabelledPicture first)
    {
        using var source = new ImageFolderSource(first.Picture);
        return source.Size;
    }

    private static SegmentationModel OpenOther(string name, PictureSize camera, ModelHead head, int threads)
    {
        var package = new ModelCatalog().Open(name).FittedTo(camera);
        if (package.Manifest.Heads.FirstOrDefault(h => h.Name == head.Name) is not { } same || !same.Classes.Select(c => c.Name).SequenceEqual(head.Classes.Select(c => c.Name)))
            throw new UsageException($"--against {name}: it has no head '{head.Name}' with the classes {string.Join(", ", head.Classes.Select(c => c.Name))}; nothing can be compared.");
        return new SegmentationModel(package, new RuntimeOptions { Threads = threads });
    }
}
