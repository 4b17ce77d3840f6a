using SegEdge.Pipeline.Decoding.Instances;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding;

/// <summary>Binds the outputs that heads read.</summary>
internal static class ScoredHeads
{
    /// <param name="heads">Indices into the manifest's heads.</param>
    /// <returns>In the order of <paramref name="heads"/>.</returns>
    /// <exception cref="ModelException">What a run gave does not fit the manifest.</exception>
    public static IScoredHead[] Bind(BoundSession session, ModelManifest manifest, params IReadOnlyList<int> heads)
    {
        string[] names = [.. heads.SelectMany(h => manifest.Heads[h].OutputNames)];
        var outputs = session.BindOutputs(names).ToDictionary(o => o.Name);
        return [.. heads.Select(h => Of(manifest, h, outputs))];
    }

    private static IScoredHead Of(ModelManifest manifest, int index, Dictionary<string, BoundTensor> outputs)
    {
        var head = manifest.Heads[index];
        return head.Instances is { } instances
            ? new InstanceHead(head, manifest.Input, outputs[head.Output], outputs[instances.Prototypes])
            : head.KindIn(manifest.Task) == HeadKind.MultiLabel ? new MultiLabelHead(manifest, index, outputs[head.Output])
            : new DecodedHead(manifest, index, outputs[head.Output]);
    }
}
