using System.Security.Cryptography;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;

namespace SegEdge.Testing.Instances;

/// <summary>What a model that finds instances says, whatever it sees.</summary>
/// <param name="Classes">Without the background.</param>
/// <param name="Detections">[4 + Classes + Coefficients, N]: centre x, centre y, width, height in pixels of the input, scores, coefficients.</param>
/// <param name="Prototypes">[Coefficients, PrototypeHeight, PrototypeWidth].</param>
public sealed record PlantedInstances(
    int Width, int Height, int Classes, int Coefficients, int PrototypeWidth, int PrototypeHeight, float[] Detections, float[] Prototypes)
{
    public int Values => 4 + Classes + Coefficients;

    public int Count => Detections.Length / Values;

    /// <summary>[N, 4 + Classes + Coefficients].</summary>
    public float[] ValuesLast()
    {
        var turned = new float[Detections.Length];
        for (var v = 0; v < Values; v++)
            for (var i = 0; i < Count; i++) turned[(i * Values) + v] = Detections[(v * Count) + i];
        return turned;
    }

    /// <summary>One of the detections alone.</summary>
    public PlantedInstances Only(int detection) => this with { Detections = [.. Enumerable.Range(0, Values).Select(v => Detections[(v * Count) + detection])] };

    public ModelHead Head(ModelInstances? settings = null, ScoreUnit scores = ScoreUnit.Probabilities) => new()
    {
        Name = "objects",
        Output = "output0",
        Scores = scores,
        Instances = settings ?? new ModelInstances { Prototypes = "output1" },
        Classes = [.. Enumerable.Range(0, Classes + 1).Select(c => new ModelClass(c == 0 ? "background" : $"class{c}", $"#{c:x2}{c:x2}{c:x2}"))],
    };

    /// <summary>A model whose outputs are these, after a sum over the picture times zero.</summary>
    public TinyModel ToModel(bool valuesLast = false, ModelInstances? settings = null, ScoreUnit scores = ScoreUnit.Probabilities)
    {
        var model = new Model(new Graph("planted")) { Opset = 17, IrVersion = 8 };
        var b = new GraphBuilder(model, "planted");
        var picture = b.Input(TinyOnnx.InputName, ElementType.Float, [1, 3, Height, Width]);
        var nothing = b.Mul(b.Reduce("ReduceMean", picture, [0, 1, 2, 3], keepDims: false), b.Scalar(picture, 0));
        var detections = valuesLast ? Tensor.Of<float>(ValuesLast(), 1, Count, Values) : Tensor.Of<float>(Detections, 1, Values, Count);
        b.Output("output0", b.Add(b.Const(detections), nothing));
        b.Output("output1", b.Add(b.Const(Tensor.Of<float>(Prototypes, 1, Coefficients, PrototypeHeight, PrototypeWidth)), nothing));
        return Of(model, TinyOnnx.InputName, Width, Height, Head(settings, scores));
    }

    /// <summary>A model of one head, with its manifest.</summary>
    public static TinyModel Of(Model model, string input, int width, int height, ModelHead head)
    {
        var onnx = OnnxWriter.ToBytes(model);
        return new TinyModel(onnx, new ModelManifest
        {
            Name = "tiny",
            Task = ModelTask.ProtoInstances,
            File = "tiny.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            Input = new ModelInput
            {
                Name = input,
                Layout = TensorLayout.Nchw,
                Color = ColorOrder.Rgb,
                Width = width,
                Height = height,
                Scale = 1 / 255.0,
            },
            Heads = [head],
        });
    }
}
