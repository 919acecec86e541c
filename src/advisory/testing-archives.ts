/** bzip2 data made by Python's bz2 of texts of ours: what it is, packed (base64), and how many bytes it unpacks to. */
export const bzip2Samples = {
  helloText: 'hello, hello, hello, bzip2 of our own\n'.repeat(3),
  hello: Buffer.from(
    'QlpoOTFBWSZTWYHJNdUAABxZgAAQQAQQABNl0pAgAFChppgAEVR6htIybT1hDps5cIZZfkIeRu04Q/Qp4Q7Q00yNOxdyRThQkIHJNdU=',
    'base64',
  ),
  sizes: {
    empty: ['QlpoORdyRThQkAAAAAA=', 0],
    'one byte': ['QlpoOTFBWSZTWXdLsBQAAAAAgABAIAAhGEaC7kinChIO6XYCgA==', 1],
    'a long run': ['QlpoOTFBWSZTWZe+3DgAB6iBQKAAAAIACCAAMMwJqmmVJDapSQ8XckU4UJCXvtw4', 1000000],
    'all bytes': [
      'QlpoOTFBWSZTWaHE+7QAAAn/////////////////////////////////////////////0ANeAAAAJMABMAATAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABJgAJgACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJMABMAATAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABJgAJgACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSqqgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/4mAEwEmBEwMmCEwUmDEwcmEEwkmFEwsmGEw0mHEw8mIExEmJExMmKExUmLExcmMExkmNExsmOEx0mPEx8mQEyEmREyMmSEyUmTEycmUEykmVEysmWEy0mXEy8mYEzEmZEzMmaEzUmbEzcmcEzkmdEzsmeEz0mfEz8mgE0EmhE0MmiE0UmjE0cmkE0kmlE0smmE00mnE08moE1EmpE1MmqE1UmrE1cmsE1kmtE1smuE10mvE18mwE2EmxE2MmyE2UmzE2cm0E2km1E2sm2E20m3E28m4E3Em5E3Mm6E3Um7E3cm8E3km9E3sm+E30m/E38nAE4EnBE4MnCE4UnDE4cnEE4knFE4snGE40nHE48nIE5EnJE5MnKE5UnLE5cnME5knNE5snOE50nPE58nQE6EnRE6MnSE6UnTE6cnUE6knVE6snWE60nXE68nYE7EnZE7MnaE7UnbE7cncE7kndE7sneE70nfE78ngE8EnhE8MniE8UnjE8cnkE8knlE8snmE80nnE88noE9EnpE9MnqE9UnrE9cnsE9kntE9snuE90nvE98nwE+EnxE+MnyE+UnzE+cn0E+kn1E+sn2E+0n3E+8n4E/En5E/Mn6E/Un7E/cn8E/kn9E/sn+E/0n/E/8XckU4UJChxPu0',
      5120,
    ],
    'runs of 4 to 300': [
      'QlpoOTFBWSZTWcmq58MAAc9////////////////////////////////////////////4QAIc45w4CJqqDIP1TTQMgD1BoaDTQAGjRiAGhk0aAMjIBoAyMg0f+qphMgyAMjT/1UmIGRoaDQMg0YTRkyPQT0E9TE9MU9T0T1MQYVGTJtEwEwBoAmIYAmAACYBMCZGAmACYABqZkAAAA9QTBDRgCZMAEZMJgAAA0AJgCiqM9UZpGmCaZGT0jBMJgEw0JtCGmAJmgAaTGgg2gjACNMCDEYAATAAIxMABDCMahhAYAE0GAGKmnvf6qqkwATAmmTAIGJgJkYmGSYjBMTRhAwAJpgEwmCaaaZDBMTTBMTARpgJgEwRhMIyaYjJkxMjCYTDzq3WZOUk4SkEggghBBBIIIIQQQSCCCEEEEggghBBBIIIIQQQSEiVyQAAGGGGGGLwgCEG+YiNBcoXNEgiR01TI8gctsJJt7LwVf4aK8nomaCmrbK4v8Mtl5mn/NzlpKeQI9YeEIAACkBAEIEFLF0hEBK4uoJcYiTYOHEynbfICG8UfIys3Q01Z67W79uIWyvzoa3+3WQk1NxN0HhCAAAs4QBCBCaRNgm8RMTmIp2ir8IEQYoZHScxO0VNVVlfafq8wcTIzNHW2xvJ/+2ChIYVECxIIIAAAMOCACCAcigvkFEBRIQsIZGyMqIETM7Q0lPV1ldZfm4vMD+Yv+zNDU2Nwbx8/UGGGGGH3CQQQAEdYAAEX2/EJCQkJDGdftSCSUj4PFJ+eU9ctLzXxnZ9PRKKZTUqli6sYV5mZmbQmQgAABEAAAlQAAQVjISEhISH1eyW96SUxNTfynZ76J6GjUUtOpqKpUrWrl9awrrAzMzNMmBAADQIIAACVQhCAsRCQkJCQlSUtNTpJfdT+Kipqvyqq1axb+l37X1lb/GH9rq+w/1zMzM7xHFFFFH+2yzd9pUvAAAAAAAAAAAAAAAAAAAAAAAAAAAACSijkoo5KKNFGijlUqRxoo++LuSKcKEhk1XPhgA==',
      44844,
    ],
    'two blocks of 100 kB': [
      'QlpoMTFBWSZTWVRLx5gAQ2iYAEAAf+BQBL4AB6oAAAQDTTQQDTTQQDTTQJqqjTE/1QFKqmp43tVKeUKeiKfiKfxFPZFPhFPpFPCKcRTwimIp+Ip4RTEUxFPRFMRTEUxFMRTEUxFMRT6RTEUxFMRT/EUxFMRTEUxFMRTEU+EUxFMRTEUxFPZFMRTEUxFMRTEU9kUxFMRTEUxFMRT4RTEUxFMRTEU/xFMRTEUxFMRTEUxFPpFMRTEUxFPRFMRTEUxFMRTEUxFMRTwimIpqEvlKLFRYqLFRYqLApqFNQpqFOoU1QliosVFiosVFiosCmoU8/UKfSKfSKfSKfSKfSKfiKfiKdQp+oU4imIpiKYimIpiKYimIpqFNQpwlUsRTEU9EUxFMRTEUxFMRTUKahTwSqWIpiKYin+IpiKYimIpiKahTUKfRKpYimIpiKYinsimIpiKYimoU1CnwSqWIpiKYimIpiKfCKYimIpqFNQp7Eql/UKYimIpiKYimIpiKeEUxFNQp6EqlxFOIpxFOIpxFOIpxFPCKdQp/VFUuIpxFOIpxFOIpxFOoU6hTiKev5BKuIpxFOIpxFOIpxFPKFOoU6SlH/MUFZJlNZ8q4C6QA2MpgAQAB/4FAEvgAAAAACAaaaCAaaaCAaaaCAaaaApVRT2pv2qlPpFPZFPxFPRFPhFPCKfxFPpFOIp9IpiKfiKfSKYimIp7IpiKYimIpiKYimIpiKfxFMRTEUxFP8RTEUxFMRTEUxFMRTwimIpiKYimIp8IpiKYimIpiKYinwimIpiKYimIpiKeEUxFMRTEUxFP8RTEU1CmoU1CmoU1Cn9QpqFNQpqFPZFNQpqFNQpqFNQpqFNQp9oU1CmoU9+yKYimIpiKYimIpiKYinEU4imEUxFMRTEUxFMRTEUxFPxFPCKeEU8Ip4RTwin6hT9Qp+Ip+IpxFMRTEUxFMRTEU1CmoUxFMRThKpYimIp7IpiKYimIpqFNQpiKYin0SqWIpiKYin+IpiKYimoU1CmIpiKfwlUsRTEUxFMRT4RTEU1CmoUxFMRTwSqWIpiKYimIpiKeEU1CmoUxFMRT4JVL0RTEUxFMRTEUxFNQp9IpqFPWIp6VSpcRTiKcRTiKcRTqFOoU+kU4inqqlS4inEU4inEU4inUKdQpxFOCkHEU4inEU4inEU6hTiKcRTiqUf8xQVkmU1kcu5eJABb6GABAAH/gUAO8epCSkVQEA000EA000EA000CaqiT9TT/VKBSqo2pn7VSeKj58VHqo6VHao4qPqo8VH5UeKjKj1UeKjKjKjtUZUZUZUZUZUYK0K9wrQrQrQr1CtKMqMqMqMqMqOKjKVoVoVoV5CtCtCtCtCtCvIVoVoVoVoTKjioyoyoyoyo+KjKjSjSjSjSjSj7KNKNKNKO1RpRpRlRlRlRlRlR4qMqMqOkVoVoVoVoVoVoVoVoV0KyFaFaFaFaIyoyoyo9VHFRxUcVHFRxUeqj77KPVR6qO8pXkK0K0K0K0KyK+QMqMqP0kVZUZUdqjKjKjKjSjKjKjKjyJQ0K0K0K9QrQrQrIrQrQrQr2koaFaFaFaFeQrQrIrQrQMqOSRVlRlRlRlRgr+hWRWhWhWhXiSi6VGVGVGVGVGVGlHyFaFaFftFQ6FdCuhXQroVyK6FfIV0K/ClDoV0K6FdCuhXIroV0K4ok6FdCuhXQroVyK6FdCuqQv8XckU4UJCoyIw7A',
      231750,
    ],
  } satisfies Readonly<Record<string, readonly [packed: string, size: number]>>,
};

/** A tar archive (ustar; names beyond 100 bytes in pax headers). */
export function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    const long = Buffer.byteLength(name) > 100 ? [tarEntry('pax', paxRecord(name), 'x')] : [];
    return [...long, tarEntry(name.slice(0, 100), bytes, '0')];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function paxRecord(name: string): Buffer {
  const rest = ` path=${name}\n`;
  const size = Buffer.byteLength(rest);
  const digits = String(size + String(size + 3).length).length;
  return Buffer.from(`${size + digits}${rest}`);
}

function tarEntry(name: string, bytes: Buffer, type: string): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0, 100);
  head.write('0000644\0', 100);
  head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write(' '.repeat(8), 148);
  head.write(type, 156);
  head.write('ustar\u000000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, bytes, Buffer.alloc(-bytes.length & 511)]);
}
