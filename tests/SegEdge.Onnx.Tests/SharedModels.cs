using SegEdge.Testing;

namespace SegEdge.Onnx.Tests;

/// <summary>The real models: strangers' beside the project, ours in it.</summary>
internal static class SharedModels
{
    public static readonly string[] Names = ["twinlitenet", "mlnd-lane", "espnet-camvid", "lwnet-vessels", "field"];

    public static TheoryData<string> All() => [.. Names];

    /// <summary>Path of the file; the running test is skipped where it is absent.</summary>
    public static string Require(string name) => name switch
    {
        "field" => Repository.Path("models/field/field.onnx"),
        "mlnd-lane" => SharedData.Require("models/mlnd-lane/mlnd_lane_80x160.onnx"),
        _ => SharedData.Require($"models/{name}/{name}.onnx"),
    };
}
