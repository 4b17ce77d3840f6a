using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>The real models: strangers' beside the project, ours in it.</summary>
internal static class Models
{
    public static readonly string[] Names = ["twinlitenet", "espnet-camvid", "mlnd-lane", "lwnet-vessels", "field"];

    /// <summary>Null, with a line said, where the file is not on this machine.</summary>
    public static ModelPackage? Find(string name, TemporaryFolder folder)
    {
        if (Directory.Exists(Repository.Path($"models/{name}"))) return ModelPackage.Load(Repository.Path($"models/{name}"));
        var manifest = ManifestReader.Read(Repository.Path($"models/zoo/{name}/model.json"));
        var path = SharedData.Find($"models/{name}/{manifest.File}");
        if (path is null)
        {
            Console.WriteLine($"{name}: not on this machine; set SEGEDGE_SHARED.");
            return null;
        }
        Directory.CreateDirectory(folder.File(name));
        File.Copy(path, Path.Combine(folder.File(name), manifest.File), overwrite: true);
        File.Copy(Repository.Path($"models/zoo/{name}/model.json"), Path.Combine(folder.File(name), ModelPackage.ManifestName), overwrite: true);
        return ModelPackage.Load(folder.File(name));
    }
}
