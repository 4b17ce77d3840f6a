using Microsoft.ML.OnnxRuntime.Tensors;

namespace SegEdge.Pipeline.Models;

/// <summary>Holds a manifest against what the model file declares, and names each field that disagrees. An axis that the file
/// leaves open agrees with everything; the first run decides.</summary>
public static class ManifestCheck
{
    public static IReadOnlyList<string> Compare(ModelManifest manifest, ModelSignature signature)
    {
        var problems = new List<string>();
        CompareInput(manifest, signature, problems);
        for (var i = 0; i < manifest.Heads.Count; i++) CompareHead(manifest, i, signature, problems);
        return problems;
    }

    /// <summary>Which axis of an output counts the classes: 1 or 3; null if neither can. An output of fewer than four axes has none.</summary>
    /// <param name="channels">As many as the head needs.</param>
    public static int? ClassAxis(IReadOnlyList<int> dimensions, int channels, TensorLayout inputLayout)
    {
        bool first = Fits(dimensions[1], channels), last = Fits(dimensions[3], channels);
        return (first, last) switch
        {
            // Both fit: the model most likely keeps the layout of its input.
            (true, true) => inputLayout == TensorLayout.Nchw ? 1 : 3,
            (true, false) => 1,
            (false, true) => 3,
            _ => null,
        };
    }

    /// <summary>Channels that an output of this kind has for a head with that many classes.</summary>
    public static int Channels(HeadKind kind, int classes) => kind switch { HeadKind.Logits => classes, HeadKind.MultiLabel => classes - 1, _ => 1 };

    private static void CompareInput(ModelManifest manifest, ModelSignature signature, List<string> problems)
    {
        var input = signature.Inputs.FirstOrDefault(i => i.Name == manifest.Input.Name);
        if (input is null)
        {
            problems.Add($"'input.name' is '{manifest.Input.Name}', the model's inputs are: {Names(signature.Inputs)}.");
            return;
        }
        if (signature.Inputs.Count > 1)
            problems.Add($"the model has {signature.Inputs.Count} inputs ({Names(signature.Inputs)}), expected one picture input.");
        if (input.Type != TensorElementType.Float)
            problems.Add($"'input' ({input}): its type is {input.Type}, expected Float.");
        if (input.Dimensions.Count != 4)
        {
            problems.Add($"'input' ({input}) has {input.Dimensions.Count} axes, expected 4.");
            return;
        }
        var channelsLast = manifest.Input.Layout == TensorLayout.Nhwc;
        (string Field, int Value, int Axis)[] fields =
        [
            ("input.height", manifest.Input.Height, channelsLast ? 1 : 2),
            ("input.width", manifest.Input.Width, channelsLast ? 2 : 3),
        ];
        if (input.Fixed(channelsLast ? 3 : 1) is { } channels and not 3)
            problems.Add($"'input.layout' is '{manifest.Input.Layout.ToString().ToUpperInvariant()}', which reads {channels} channels from {input}; " +
                "expected 3. Try the other layout.");
        else
            problems.AddRange(from f in fields
                              let found = input.Fixed(f.Axis)
                              where found is not null && found != f.Value
                              select $"'{f.Field}' is {f.Value}, the model's input has {found} ({input})." +
                                  (manifest.Shapes is null ? "" : " Its size is not open: leave 'shapes' out, or export it with open height and width."));
        if (input.Fixed(0) is { } batch and not 1)
            problems.Add($"'input' ({input}) has a fixed batch of {batch}, expected 1 or an open axis. Export the model with batch 1.");
    }

    private static void CompareHead(ModelManifest manifest, int index, ModelSignature signature, List<string> problems)
    {
        var head = manifest.Heads[index];
        var where = $"heads[{index}]";
        if (head.Instances is { } instances)
        {
            InstanceCheck.Compare(where, head, instances, signature, problems);
            return;
        }
        var output = signature.Outputs.FirstOrDefault(o => o.Name == head.Output);
        if (output is null)
        {
            problems.Add($"'{where}.output' is '{head.Output}', the model's outputs are: {Names(signature.Outputs)}.");
            return;
        }
        var kind = head.KindIn(manifest.Task);
        if (kind != HeadKind.Argmax && output.Type != TensorElementType.Float)
            problems.Add($"'{where}.output' ({output}) is {output.Type}, a '{kind}' head needs Float scores. Is it an argmax model?");
        if (kind == HeadKind.Argmax && output.Dimensions.Count is 2 or 3) return;
        if (output.Dimensions.Count != 4)
        {
            problems.Add($"'{where}.output' ({output}) has {output.Dimensions.Count} axes, expected 4.");
            return;
        }
        if (ClassAxis(output.Dimensions, Channels(kind, head.Classes.Count), manifest.Input.Layout) is not null) return;
        var found = output.Fixed(manifest.Input.Layout == TensorLayout.Nchw ? 1 : 3);
        problems.Add(kind == HeadKind.MultiLabel
            ? $"'{where}.classes' lists {head.Classes.Count}, the background and {head.Classes.Count - 1}; output {output} has {found} scores a pixel. Expected {found + 1} classes, the background first."
            : kind == HeadKind.Logits
            ? $"'{where}.classes' lists {head.Classes.Count}, output {output} has {found}. Correct 'classes' or export again."
            : $"'{where}' is {kind}, which has 1 channel; output {output} has {found}.");
    }

    private static bool Fits(int dimension, int channels) => dimension <= 0 || dimension == channels;

    internal static string Names(IEnumerable<TensorSignature> tensors) => string.Join(", ", tensors.Select(t => $"'{t.Name}'"));
}
