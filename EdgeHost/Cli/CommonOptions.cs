using System.CommandLine;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Options that several commands share, so that they read and behave alike. Each call makes a new one: an option belongs to one command.</summary>
internal static class CommonOptions
{
    public static Option<string> Model(string? fallback = null)
    {
        var option = new Option<string>("--model", "-m")
        {
            Description = "A name of 'segedge models list', an .onnx file with model.json beside it, or a folder with both.",
            Required = fallback is null,
            HelpName = "MODEL",
        };
        if (fallback is not null) option.DefaultValueFactory = _ => fallback;
        return option;
    }

    public static Option<string> Source() => new("--source", "-s")
    {
        Description = "A video file, a picture, a folder of pictures, 'simulated' ('simulated:SEED') for the simulated field camera, or a real one: rtsp://..., /dev/videoN, csi:N.",
        Required = true,
        HelpName = "PATH",
    };

    public static Option<DirectoryInfo> Out() => new("--out", "-o")
    {
        Description = "Folder for the results; made if absent.",
        Required = true,
        HelpName = "DIR",
    };

    public static Option<long> Frames(string description) => new("--frames", "-n")
    {
        Description = description,
        HelpName = "N",
        Validators = { result => { if (result.GetValueOrDefault<long>() < 0) result.AddError("--frames: expected 0 (all) or more."); } },
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads inside one operator; 0 takes all cores but one.",
        HelpName = "N",
    };

    public static Option<string> Provider()
    {
        var option = new Option<string>("--provider") { Description = "Execution provider: cpu, cuda or tensorrt.", DefaultValueFactory = _ => "cpu", HelpName = "NAME" };
        option.AcceptOnlyFromAmong([.. ProviderLadder.Providers]);
        return option;
    }

    public static Option<string[]> Set() => new("--set")
    {
        Description = "One setting, e.g. --set Camera:Seed=7; may be given often.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<T> AtLeast<T>(T least, Option<T> option)
        where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>()!.CompareTo(least) < 0) result.AddError(FormattableString.Invariant($"{option.Name}: expected {least} or more."));
        });
        return option;
    }

    /// <summary>Which cameras, in words for a person and without a login.</summary>
    public static string NameCameras(SegEdgeOptions options) => options.Cameras.Count == 0 ? $"camera '{Secrets.HideIn(options.Camera.Source)}'"
        : $"cameras {string.Join(", ", options.Cameras.Select(camera => $"{camera.Name} '{Secrets.HideIn(camera.Source)}'"))}";

    public static RuntimeOptions Runtime(ParseResult parsed, Option<int> threads, Option<string> provider) =>
        new() { Threads = parsed.GetValue(threads), Provider = parsed.GetRequiredValue(provider) };
}
