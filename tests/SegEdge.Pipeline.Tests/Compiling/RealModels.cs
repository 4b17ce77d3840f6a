using SegEdge.Camera.Simulation;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

/// <summary>The real models with their manifests, and pictures of the kind that each was made for.</summary>
internal static class RealModels
{
    public static readonly string[] Names = ["twinlitenet", "espnet-camvid", "mlnd-lane", "lwnet-vessels", "field"];

    public static TheoryData<string> All() => [.. Names];

    /// <summary>The running test is skipped where the file is absent.</summary>
    public static ModelPackage Open(string name, TemporaryFolder folder)
    {
        if (name == "field") return ModelPackage.Load(Repository.Path("models/field"));
        var manifest = Repository.Path($"models/zoo/{name}/model.json");
        var file = ManifestReader.Read(manifest).File;
        File.Copy(SharedData.Require($"models/{name}/{file}"), folder.File(file));
        File.Copy(manifest, folder.File(ModelPackage.ManifestName));
        return ModelPackage.Load(folder.Path);
    }

    /// <summary>Real pictures, or simulated ones for the model that knows nothing else.</summary>
    public static IFrameSource Pictures(string name) => name switch
    {
        "field" => new SimulatedSource(new SimulationOptions { Mode = SourceKind.File }, TimeProvider.System),
        "espnet-camvid" => new ImageFolderSource(SharedData.Require("data/camvid/test")),
        "lwnet-vessels" => new ImageFolderSource(SharedData.Require("data/chasedb1/images")),
        _ => new VideoFileSource(SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4")),
    };
}
