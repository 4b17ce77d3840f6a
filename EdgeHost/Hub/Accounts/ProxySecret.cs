using System.Security.Cryptography;
using System.Text;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a reverse proxy must send with each request, since any program of its machine has its address.</summary>
/// <param name="secret">Null: none is asked for.</param>
internal sealed class ProxySecret(string? secret)
{
    public bool IsRight(string sent) => secret is null || CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
