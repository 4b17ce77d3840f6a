using System.Security.Cryptography;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;
using SegEdge.Testing.Architectures;

namespace SegEdge.Pipeline.Tests.Compiling;

/// <summary>Small models of every kind that has gradients.</summary>
internal static class TinyKinds
{
    public const int Width = 20, Height = 12;

    private static readonly Dictionary<string, TinyModel> All = new()
    {
        ["logits"] = TinyOnnx.Logits(Width, Height).WithInput(i => i with { Scale = 0.02 }),
        ["logits, channels last"] = TinyOnnx.Logits(Width, Height, layout: TensorLayout.Nhwc).WithInput(i => i with { Scale = 0.02 }),
        ["logits, half resolution"] = TinyOnnx.Logits(Width, Height, stride: 2).WithInput(i => i with { Scale = 0.02 }),
        ["two heads"] = TinyOnnx.TwoHeads(Width, Height).WithInput(i => i with { Scale = 0.02 }),
        ["two heads, the second first"] = TinyOnnx.TwoHeads(Width, Height).With(m => m with { Heads = [m.Heads[1], m.Heads[0]] }),
        ["binary logit"] = TinyOnnx.Binary(Width, Height),
        ["multi-label logits"] = TinyOnnx.MultiLabel(Width, Height),
        ["multi-label probabilities, channels last"] = TinyOnnx.MultiLabel(Width, Height, probability: true, layout: TensorLayout.Nhwc),
        ["binary probability"] = TinyOnnx.Binary(Width, Height, probability: true),
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    public static TinyModel Of(string kind) => All[kind];

    /// <summary>Networks with a receptive field and logits: of those in SegEdge.Testing all but the detector.</summary>
    public static TheoryData<string> Architectures() => [.. Architecture.Names.Where(n => n != "yolo")];

    public static TinyModel OfArchitecture(string name) => Of(Architecture.Build(name), Architecture.InputName, Architecture.Width, Architecture.Height);

    /// <summary>A model of one head, 'logits'.</summary>
    public static TinyModel Of(Onnx.Model model, string input, int width, int height)
    {
        var onnx = OnnxWriter.ToBytes(model);
        var classes = model.Graph.Find("logits").Shape![1].Size!.Value;
        return new TinyModel(onnx, new ModelManifest
        {
            Name = "tiny",
            Task = ModelTask.Logits,
            File = "tiny.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            Input = new ModelInput
            {
                Name = input,
                Layout = TensorLayout.Nchw,
                Color = ColorOrder.Rgb,
                Width = width,
                Height = height,
                Mean = [128, 128, 128],
                Std = [64, 64, 64],
            },
            Heads = [new ModelHead { Name = "head", Output = "logits", Classes = [.. Enumerable.Range(0, (int)classes).Select(c => new ModelClass($"class{c}", $"#{c:x2}{c:x2}{c:x2}"))] }],
        });
    }
}
