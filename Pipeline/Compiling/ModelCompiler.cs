using SegEdge.Explain;
using SegEdge.Onnx;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>Makes of a model file and its manifest the graphs that run: the deployed graph, pixels in and class maps out, and for each head an
/// explain graph that carries its own backward pass.</summary>
/// <param name="provider">Execution provider that shall run them: "cpu", "cuda", "tensorrt". Each has forms that it is fast at.</param>
public sealed class ModelCompiler(ModelPackage package, CompiledModels cache, string provider)
{
    /// <summary>Of a deployed graph's picture input: uint8 [1, H, W, 3], blue first, at the model's size.</summary>
    public const string Pixels = "pixels";

    /// <summary>Of an explain graph: d v / d coalitions, float [batch, rows, columns].</summary>
    public const string Slopes = "slopes";

    /// <summary>Of a layer graph: a value inside the network, and d v / d that value.</summary>
    public const string Activations = "activations", Gradients = "gradients";

    /// <summary>Of a masked graph: float [1, 1, H, W], see <see cref="MaskValue"/>.</summary>
    public const string Mask = "layer_mask";

    // The margin map is what flag rules and regions read; the host needs no grid of it.
    private static readonly ConfidenceOptions Statistics = new() { MarginMap = true, Confidence = true };

    // Any number of coalitions in one call.
    private static readonly Dim Coalitions = Dim.Named("coalitions");

    /// <summary>The graph that segments.</summary>
    /// <exception cref="ModelException">The file is none, or a transform refuses it; the reason names the node.</exception>
    public CompiledModel Deploy(DeployedSplit split) => Compile($"deploy {split} {provider}", () =>
    {
        var model = Read();
        new SetBatch(1).Apply(model);
        if (split.Classes)
        {
            ScoreHead[] heads = [.. package.Manifest.Heads.Select((_, i) => Heads.Of(model, package.Manifest, i))];
            var edge = provider == "tensorrt";
            new AppendClassMap(heads) { UInt8OnlyAtTheEdge = edge }.Apply(model);
            new AppendConfidence(heads, Statistics) { UInt8OnlyAtTheEdge = edge }.Apply(model);
            // Nobody reads the scores any more; as inner values they can be fused away.
            var scores = heads.Select(h => h.Output).ToHashSet();
            model.Graph.Outputs.RemoveAll(o => scores.Contains(o.Name));
        }
        if (split.Pixels) new PrependPixels(Heads.Pixels(package.Manifest.Input)).Apply(model);
        Suit(model);
        return model;
    });

    /// <summary>The graph that explains one head: many coalitions of one picture in one call.</summary>
    /// <remarks>Inputs: the manifest's picture, as it is; <see cref="PrependCoalitions.Reference"/>, <see cref="PrependCoalitions.ReferenceOf"/>,
    /// <see cref="PrependCoalitions.Coalitions"/>, <see cref="PrependCoalitions.Down"/>, <see cref="PrependCoalitions.Across"/>; <see cref="AppendRegionScore.Region"/>, <see cref="AppendRegionScore.Class"/>,
    /// <see cref="AppendRegionScore.Foil"/>, <see cref="AppendRegionScore.RegionOf"/>. Outputs: <see cref="AppendRegionScore.Score"/> and <see cref="Slopes"/>.</remarks>
    /// <param name="head">Index into the manifest's heads.</param>
    /// <exception cref="ModelException">The file is none, or a transform refuses it; the reason names the node.</exception>
    public CompiledModel Explain(int head, CellCount cells) => Compile($"explain {head} {cells} {provider}", () =>
    {
        var (model, scores) = ReadHead(head);
        var input = package.Manifest.Input;
        new SetBatch(Coalitions).Apply(model);
        new PrependCoalitions(input.Name, input.Layout == TensorLayout.Nhwc, cells.Rows, cells.Columns).Apply(model);
        new AppendRegionScore(scores).Apply(model);
        new AppendGradient(scores.Output, [PrependCoalitions.Coalitions], AppendRegionScore.Derivative).Apply(model);
        model.Graph.Outputs.RemoveAll(o => o.Name == scores.Output);
        model.Graph.Find(AppendGradient.OutputOf(PrependCoalitions.Coalitions)).Name = Slopes;
        new RemoveUnused().Apply(model);
        Suit(model);
        return model;
    });

    /// <summary>The graph of one head's scores alone: what methods run that need no gradient.</summary>
    /// <remarks>Input: the manifest's picture. Outputs: the head's, under their names.</remarks>
    /// <exception cref="ModelException">As for <see cref="Explain"/>.</exception>
    public CompiledModel Score(int head) => Compile($"score {head} {provider}", () =>
    {
        var model = ReadAlone(head);
        new SetBatch(1).Apply(model);
        Suit(model);
        return model;
    });

    /// <summary>The graph that shows a value inside the network and how a region's score moves with it.</summary>
    /// <remarks>Inputs: the manifest's picture; <see cref="AppendRegionScore.Region"/>, <see cref="AppendRegionScore.Class"/>,
    /// <see cref="AppendRegionScore.Foil"/>, <see cref="AppendRegionScore.RegionOf"/>. Outputs: <see cref="AppendRegionScore.Score"/>,
    /// <see cref="Activations"/>, <see cref="Gradients"/>.</remarks>
    /// <param name="layer">Name of a value of the file, such as <see cref="ActivationLayer.Choose"/> gives; the picture input's for the picture itself.</param>
    /// <exception cref="ModelException">As for <see cref="Explain"/>.</exception>
    public CompiledModel Layer(int head, string layer) => Compile($"layer {head} {layer} {provider}", () =>
    {
        var (model, scores) = ReadHead(head, fold: false);
        new SetBatch(1).Apply(model);
        new AppendRegionScore(scores).Apply(model);
        new AppendGradient(scores.Output, [layer], AppendRegionScore.Derivative).Apply(model);
        model.Graph.Outputs.RemoveAll(o => o.Name == scores.Output);
        model.Graph.Find(AppendGradient.OutputOf(layer)).Name = Gradients;
        new ExposeValue(layer, Activations).Apply(model);
        new RemoveUnused().Apply(model);
        Suit(model);
        return model;
    });

    /// <summary>The graph of one head's scores, a layer of which can be hidden place by place.</summary>
    /// <remarks>Inputs: the manifest's picture; <see cref="Mask"/>. Outputs: the head's, under their names.</remarks>
    /// <param name="layer">Name of a value that a node of the file makes, such as <see cref="ActivationLayer.Choose"/> gives.</param>
    /// <exception cref="ModelException">The file is none, or a transform refuses it; the reason names the node.</exception>
    public CompiledModel MaskedLayer(int head, string layer) => Compile($"masked {head} {layer} {provider}", () =>
    {
        // Folding could take the layer's name away.
        var model = ReadAlone(head, fold: false);
        new SetBatch(1).Apply(model);
        new MaskValue(layer, Mask).Apply(model);
        Suit(model);
        return model;
    });

    /// <summary>The layer whose activations a class-activation map takes, see <see cref="ActivationLayer"/>.</summary>
    /// <exception cref="ModelException">The file is none, or has no such layer.</exception>
    public string ActivationLayerOf(int head) => Refused(() => ActivationLayer.Choose(ReadAlone(head, fold: false)));

    private (Onnx.Model Model, ScoreHead Scores) ReadHead(int head, bool fold = true)
    {
        var model = ReadAlone(head, fold);
        return (model, Heads.Of(model, package.Manifest, head));
    }

    // Of the heads only this one is asked: what only the others need need not run.
    private Onnx.Model ReadAlone(int head, bool fold = true)
    {
        var model = Read();
        var outputs = package.Manifest.Heads[head].OutputNames;
        model.Graph.Outputs.RemoveAll(o => !outputs.Contains(o.Name));
        new RemoveUnused().Apply(model);
        // The backward pass multiplies by what a normalisation would have to look up again.
        if (fold) new FoldBatchNorm().Apply(model);
        return model;
    }

    private void Suit(Onnx.Model model)
    {
        if (provider == "cpu") new SpellOutPRelu().Apply(model);
    }

    private Onnx.Model Read()
    {
        var model = OnnxReader.Read(package.ModelPath);
        new UpgradeOpset().Apply(model);
        CloseSize(model);
        Shapes.Infer(model);
        var problems = ManifestCheck.Compare(package.Manifest, ModelSignature.Of(model));
        return problems.Count == 0 ? model : throw new ModelException([.. problems.Select(p => $"{package.ModelPath}: {p}")]);
    }

    // A file may leave height and width open; what is made of it runs at the manifest's.
    private void CloseSize(Onnx.Model model)
    {
        var input = package.Manifest.Input;
        if (model.Graph.FreeInputs.FirstOrDefault(i => i.Name == input.Name) is not { Shape: { Rank: 4 } shape } picture) return;
        var rows = input.Layout == TensorLayout.Nchw ? 2 : 1;
        foreach (var (axis, side) in new[] { (rows, input.Height), (rows + 1, input.Width) })
            if (shape[axis].Size is null) shape = shape.With(axis, side);
        picture.Shape = shape;
    }

    private CompiledModel Compile(string what, Func<Onnx.Model> make) => Refused(() => cache.Get(package, what, () =>
    {
        var model = make();
        Shapes.Infer(model);
        Verifier.Verify(model);
        return model;
    }));

    private T Refused<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OnnxException e)
        {
            throw new ModelException($"{package.ModelPath}: {e.Message}", e);
        }
    }
}
