using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SegEdge.EdgeHost.Security;

/// <summary>An ECDSA P-256 key, private or public, and the name it goes by: the thumbprint of its public part (RFC 7638, SHA-256, base64url).</summary>
internal sealed class SigningKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7"; // RFC 5480, secp256r1

    private SigningKey(ECDsa key, bool isPrivate) => (Key, IsPrivate, Id) = (key, isPrivate, ThumbprintOf(key));

    public ECDsa Key { get; }

    public bool IsPrivate { get; }

    public string Id { get; }

    public string PublicPem => Key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Writes <c>NAME.key</c> (0600) and <c>NAME.pub</c>.</summary>
    /// <exception cref="UsageException">One of the files exists.</exception>
    public static SigningKey Create(DirectoryInfo folder, string name)
    {
        var (path, publicPath) = (Path.Combine(folder.FullName, name + ".key"), Path.Combine(folder.FullName, name + ".pub"));
        NewFile.Refuse(path, publicPath);
        var key = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), isPrivate: true);
        folder.Create();
        NewFile.WritePrivate(path, key.Key.ExportPkcs8PrivateKeyPem() + "\n");
        NewFile.Write(publicPath, key.PublicPem);
        return key;
    }

    /// <param name="path">PEM of a private or a public key.</param>
    /// <exception cref="UsageException">Missing, no EC key, or of another curve.</exception>
    public static SigningKey Read(string path)
    {
        string text;
        try { text = File.ReadAllText(path); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: no such key. 'segedge keys model' and 'segedge keys command' make keys.");
        }
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
                throw new UsageException($"{path}: an EC key of another curve, expected P-256. Make one with 'segedge keys model'.");
            return new SigningKey(key, text.Contains("PRIVATE KEY", StringComparison.Ordinal));
        }
        // The key's text must not get into the message.
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new UsageException($"{path}: no EC P-256 key in PEM form. Make one with 'segedge keys model' or 'segedge keys command'.");
        }
    }

    public void Dispose() => Key.Dispose();

    private static string ThumbprintOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        // Members in lexical order and no white space: RFC 7638, section 3.
        var text = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
