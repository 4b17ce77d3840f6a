using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Onnx.Transforms;
using SegEdge.Pipeline.Models;
using static SegEdge.Pipeline.Compiling.GraphCall;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One head's score and its gradient at a value inside the network. One thread owns it.</summary>
public sealed class LayerGraph : ILayerGraph, IDisposable
{
    private readonly InferenceSession _session;
    private readonly QuestionTensors _questions;
    private readonly RunOptions _runOptions = new();
    private readonly ModelInput _input;
    private readonly long[] _shape;

    /// <param name="layer">Null: the compiler's rule; empty: the picture.</param>
    /// <exception cref="ModelException">It cannot be compiled or opened; the reason names the node.</exception>
    public LayerGraph(ModelPackage package, int head, string? layer, RuntimeOptions options)
    {
        _input = package.Manifest.Input;
        var compiler = new ModelCompiler(package, options.Compiled, options.Provider);
        Layer = layer is null ? compiler.ActivationLayerOf(head) : layer.Length == 0 ? _input.Name : layer;
        _session = ExecutionProviders.Open(compiler.Layer(head, Layer).Path, options);
        _questions = new QuestionTensors(_session);
        _shape = Array.ConvertAll(_session.OutputMetadata[ModelCompiler.Gradients].Dimensions, d => (long)d);
        if (_shape.Length != 4 || _shape.Any(d => d < 1))
            throw new ModelException($"{package.ModelPath}: layer '{Layer}' is [{string.Join(", ", _shape)}]; expected four fixed axes, [1, C, H, W].");
        // Inside, a network's planes lie as ONNX's operators have them, whatever the layout of its picture.
        var last = _input.Layout == TensorLayout.Nhwc && Layer == _input.Name;
        var (c, h, w) = last ? (3, 1, 2) : (1, 2, 3);
        Shape = new PictureTensor((int)_shape[c], (int)_shape[h], (int)_shape[w], last);
    }

    public string Layer { get; }

    public PictureTensor Shape { get; }

    public float Run(Memory<float> picture, ExplainQuestion question, Memory<float> activations, Memory<float> gradients)
    {
        QuestionTensors.Require(nameof(picture), picture.Length, 3L * _input.Height * _input.Width);
        QuestionTensors.Require(nameof(activations), activations.Length, Shape.Length);
        QuestionTensors.Require(nameof(gradients), gradients.Length, Shape.Length);
        var score = new float[1];
        (string Name, OrtValue Value)[] inputs =
        [
            (_input.Name, Tensor(picture, _input.ShapeOf(1))), .. _questions.Of([question]),
            (AppendRegionScore.RegionOf, OrtValue.CreateTensorValueFromMemory(new long[1], [1])),
        ];
        OrtValue[] results = [Tensor<float>(score, [1]), Tensor(activations, _shape), Tensor(gradients, _shape)];
        try
        {
            GraphCall.Run(_session, _runOptions, inputs, [AppendRegionScore.Score, ModelCompiler.Activations, ModelCompiler.Gradients], results);
        }
        finally
        {
            foreach (var (_, value) in inputs) value.Dispose();
            foreach (var value in results) value.Dispose();
        }
        return score[0];
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
