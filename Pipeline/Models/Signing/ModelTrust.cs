using System.Security.Cryptography;

namespace SegEdge.Pipeline.Models.Signing;

/// <summary>Whose models are taken.</summary>
/// <param name="keys">Public keys that may sign, by their id; with none no signature is looked at.</param>
/// <param name="required">A model without a signature of one of them is refused.</param>
public sealed class ModelTrust(IReadOnlyDictionary<string, ECDsa> keys, bool required)
{
    /// <summary>No key, nothing required: what the commands for files and studies use.</summary>
    public static ModelTrust Anybody { get; } = new(new Dictionary<string, ECDsa>(), required: false);

    /// <summary>Called before anything else in the folder is read.</summary>
    /// <returns>The verified signature; null where there is none of a trusted key and none is needed.</returns>
    /// <exception cref="ModelException">Not signed though it must be, or signed and changed: the latter is refused also where no signature is needed.</exception>
    public ModelSeal? Check(string folder)
    {
        if (keys.Count == 0 || (!required && !File.Exists(Path.Combine(folder, ModelSeal.FileName)))) return null;
        var seal = ModelSeal.Read(folder, keys);
        seal.Verify(folder);
        return seal;
    }
}
